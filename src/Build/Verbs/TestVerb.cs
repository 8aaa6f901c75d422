using System.Globalization;
using Build.MLNet;
using Build.Testing;

namespace Build.Verbs;

/// <summary>Builds once, then runs the test projects one after the other.</summary>
internal sealed class TestVerb : Verb
{
    public override string Name => "test";

    public override string Usage => "test [part of a project's name ...] [--filter EXPRESSION]";

    public override IReadOnlyList<string> Description =>
    [
        "Builds the solution in Release and runs the tests; ends with 'N passed, N failed, N skipped'.",
        "Where ML.NET comes from the feed, what uses it is tested once more against src/MLNet.Compat.",
        "With names only the test projects whose name has one of them; --filter as in dotnet test.",
    ];

    public override int Execute(string[] arguments)
    {
        var (names, filter) = Parse(arguments);
        var projects = Directory.EnumerateDirectories(Repository.At("test"), "*.Tests")
            .Select(d => Path.GetFileName(d)!)
            .Where(p => names.Count == 0 || names.Exists(n => p.Contains(n, StringComparison.OrdinalIgnoreCase)))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (projects.Count == 0)
            throw new BuildException($"test: no test project has '{string.Join("' or '", names)}' in its name.");

        var runs = new List<ProjectRun>();
        foreach (var source in MLNetSource.ChooseForTests())
        {
            Say(source.Explanation);
            var tested = source.IsSecond ? projects.FindAll(UsesMLNet) : projects;
            var toBuild = names.Count == 0 && !source.IsSecond ? [Repository.Solution] : tested.Select(p => Repository.At("test", p, p + ".csproj"));
            if (Release.BuildAll(toBuild, source) is var exitCode and not 0)
                return exitCode;
            runs.AddRange(Run(tested, source, filter));
        }
        return TestReport.Print(runs);
    }

    private static IEnumerable<ProjectRun> Run(List<string> projects, MLNetSource source, string? filter)
    {
        var results = Path.Combine(Repository.Artifacts, source.Flavor, "test-results");
        foreach (var project in projects)
        {
            var run = ProjectRun.Execute(project, Repository.ReleaseFile(source.Flavor, project, project + ".dll"), results, filter);
            Console.WriteLine(run);
            yield return run;
        }
    }

    private static bool UsesMLNet(string project) =>
        File.ReadAllText(Repository.At("test", project, project + ".csproj")).Contains("<UsesMLNet>true</UsesMLNet>", StringComparison.Ordinal);

    private static (List<string> Names, string? Filter) Parse(string[] arguments)
    {
        var names = new List<string>();
        string? filter = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!arguments[i].StartsWith('-'))
                names.Add(arguments[i]);
            else if (string.Equals(arguments[i], "--filter", StringComparison.Ordinal) && i + 1 < arguments.Length)
                filter = arguments[++i];
            else
                throw new BuildException(string.Create(CultureInfo.InvariantCulture, $"test: '{arguments[i]}' is not understood. Usage: {new TestVerb().Usage}"));
        }
        return (names, filter);
    }
}
