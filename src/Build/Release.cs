using System.Diagnostics;
using System.Globalization;
using Build.MLNet;

namespace Build;

/// <summary>Release builds, which all verbs share.</summary>
internal static class Release
{
    /// <summary>Builds a project or the solution against one ML.NET; prints what the compiler said only when it failed. Gives the exit code.</summary>
    public static int Build(string project, MLNetSource source, params string[] arguments)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        Console.Error.Write($"Building {name} (Release) ... ");
        var clock = Stopwatch.StartNew();
        var (exitCode, output) = DotNet.Capture(["build", project, "-c", "Release", source.Property, "-v", "quiet", "--nologo", "-tl:off", "-clp:NoSummary", .. arguments]);
        if (exitCode == 0)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"done in {clock.Elapsed.TotalSeconds:F0} s."));
            return 0;
        }
        Console.Error.WriteLine("failed.");
        Console.Error.WriteLine(Errors(output));
        return exitCode;
    }

    // MSBuild prints each error where it happens and again at the end.
    private static string Errors(string output)
    {
        var errors = output.Split('\n', StringSplitOptions.TrimEntries)
            .Where(l => l.Contains(": error ", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return errors.Count > 0 ? string.Join(Environment.NewLine, errors) : output.Trim();
    }

    /// <summary>Builds each project; stops at the first that fails.</summary>
    public static int BuildAll(IEnumerable<string> projects, MLNetSource source)
    {
        foreach (var project in projects)
        {
            if (Build(project, source) is var exitCode and not 0)
                return exitCode;
        }
        return 0;
    }
}
