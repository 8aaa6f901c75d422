using System.CommandLine;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary>The option <c>--out</c> of the commands that look into an encoder: where their report goes, in the forms that the names ask for.</summary>
internal sealed class ReportArguments
{
    private readonly Option<string[]> _out = new("--out", "--output")
    {
        HelpName = "F",
        Description = $"The report: {string.Join(", ", ProbingReport.FileEndings)}; may be given several times.",
    };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(_out);

    /// <summary>The files.</summary>
    /// <exception cref="BadInputException">One cannot be written; that is told before anything is computed.</exception>
    public IReadOnlyList<string> Read(ParseResult parsed)
    {
        var paths = parsed.GetValue(_out) ?? [];
        foreach (var path in paths)
        {
            if (!ProbingReport.FileEndings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
                throw new BadInputException($"--out {path}: a report is written to a file that ends in {string.Join(", ", ProbingReport.FileEndings)}.");
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            if (!Directory.Exists(folder))
                throw new BadInputException($"The folder {folder} for --out does not exist.");
        }
        return paths;
    }

    /// <summary>Writes the report.</summary>
    public static void Write(ProbingReport report, IReadOnlyList<string> paths, CliConsole console)
    {
        foreach (var path in paths)
        {
            report.Save(path);
            console.Error.WriteLine($"Report written to {path}.");
        }
    }

    /// <summary>Writes the report, or its table on standard output where there is no file.</summary>
    public static void WriteOrPrint(ProbingReport report, IReadOnlyList<string> paths, CliConsole console)
    {
        Write(report, paths, console);
        if (paths.Count == 0)
            console.Out.Write(report.ToTsv());
    }
}
