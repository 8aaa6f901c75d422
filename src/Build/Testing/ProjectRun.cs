using System.Diagnostics;
using System.Globalization;

namespace Build.Testing;

/// <summary>The result of running one test project.</summary>
/// <param name="Project">Its name.</param>
/// <param name="Cases">The results that were written.</param>
/// <param name="Crash">What went wrong apart from failing tests, or null.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record ProjectRun(string Project, IReadOnlyList<TestCase> Cases, string? Crash, TimeSpan Elapsed)
{
    /// <summary>Runs the tests of a built assembly in a process of its own.</summary>
    public static ProjectRun Execute(string project, string assembly, string resultsFolder, string? filter)
    {
        var clock = Stopwatch.StartNew();
        if (!File.Exists(assembly))
            return new(project, [], $"There is no {assembly}: the build did not make it.", clock.Elapsed);

        var trx = Path.Combine(resultsFolder, project + ".trx");
        Directory.CreateDirectory(resultsFolder);
        File.Delete(trx);
        string[] filtered = filter is null ? [] : ["--filter", filter];
        var (exitCode, output) = DotNet.Capture(
            ["test", assembly, "--logger", $"trx;LogFileName={project}.trx", "--results-directory", resultsFolder, "--nologo", .. filtered]);
        var cases = File.Exists(trx) ? TrxFile.Read(trx) : [];
        return new(project, cases, FindCrash(exitCode, cases, filter, output), clock.Elapsed);
    }

    public int Count(TestOutcome outcome) => Cases.Count(c => c.Outcome == outcome);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Project}: {Count(TestOutcome.Passed)} passed, {Count(TestOutcome.Failed)} failed, {Count(TestOutcome.Skipped)} skipped ({Elapsed.TotalSeconds:F1} s)");

    private static string? FindCrash(int exitCode, IReadOnlyList<TestCase> cases, string? filter, string output)
    {
        // The runner gives 1 for failing tests too; only without one does it mean that the run itself broke.
        if (exitCode != 0 && cases.All(c => c.Outcome != TestOutcome.Failed))
            return $"The test run ended with exit code {exitCode.ToString(CultureInfo.InvariantCulture)}.{Environment.NewLine}{output.Trim()}";
        if (output.Contains("Test Run Aborted", StringComparison.Ordinal))
            return $"The test run was aborted.{Environment.NewLine}{output.Trim()}";
        if (cases.Count == 0 && filter is null)
            return "No test ran.";
        return null;
    }
}
