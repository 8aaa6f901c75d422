using System.Globalization;

namespace Build.Testing;

/// <summary>Prints the results of all test projects; the last line is the sum.</summary>
internal static class TestReport
{
    // Enough to see what they are about.
    private const int SkippedShown = 10;

    /// <summary>Prints; gives the exit code.</summary>
    public static int Print(IReadOnlyList<ProjectRun> runs)
    {
        var cases = runs.SelectMany(r => r.Cases).ToList();
        PrintSkipped(cases);
        PrintFailed(cases);
        foreach (var run in runs.Where(r => r.Crash is not null))
        {
            Console.WriteLine();
            Console.WriteLine($"BROKEN {run.Project}: {run.Crash}");
        }

        var passed = Count(cases, TestOutcome.Passed);
        var failed = Count(cases, TestOutcome.Failed);
        var skipped = Count(cases, TestOutcome.Skipped);
        var noneRan = passed + failed == 0;
        Console.WriteLine();
        if (noneRan)
            Console.WriteLine("No test ran.");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{passed} passed, {failed} failed, {skipped} skipped"));
        return failed > 0 || noneRan || runs.Any(r => r.Crash is not null) ? 1 : 0;
    }

    private static int Count(List<TestCase> cases, TestOutcome outcome) => cases.Count(c => c.Outcome == outcome);

    private static void PrintSkipped(List<TestCase> cases)
    {
        var byReason = cases.Where(c => c.Outcome == TestOutcome.Skipped)
            .GroupBy(c => Reason(c.Message), StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal);
        foreach (var group in byReason)
        {
            Console.WriteLine();
            var names = group.Select(t => t.Name).ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"SKIPPED {names.Count} because: {group.Key}"));
            foreach (var name in names.Take(SkippedShown))
                Console.WriteLine($"  {name}");
            if (names.Count > SkippedShown)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ... and {names.Count - SkippedShown} more"));
        }
    }

    private static void PrintFailed(List<TestCase> cases)
    {
        foreach (var test in cases.Where(c => c.Outcome == TestOutcome.Failed))
        {
            Console.WriteLine();
            Console.WriteLine($"FAILED {test.Name}");
            Console.WriteLine(Indent(test.Message));
            Console.WriteLine(Indent(test.StackTrace));
        }
    }

    /// <summary>The reason alone, without the wrapping that the test framework puts round it.</summary>
    private static string Reason(string message)
    {
        const string Mark = "SKIPPED: ";
        var at = message.IndexOf(Mark, StringComparison.Ordinal);
        var reason = (at < 0 ? message : message[(at + Mark.Length)..]).Trim();
        return reason.Length == 0 ? "(no reason was given)" : reason;
    }

    private static string Indent(string text) => "    " + text.Trim().ReplaceLineEndings(Environment.NewLine + "    ");
}
