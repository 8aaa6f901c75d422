using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.Probing;

/// <summary>Measures the senses of a word and writes the report.</summary>
internal static class SensesJob
{
    private static readonly Dictionary<string, Func<SenseReport, string>> Forms = new(StringComparer.OrdinalIgnoreCase)
    {
        [".html"] = report => report.ToPage().ToDocument(),
        [".tsv"] = report => report.ToTsv(),
        [".json"] = report => report.ToJson(),
        [".svg"] = report => report.PointsChart().ToSvg(),
    };

    public static void Execute(
        string model, string word, IReadOnlyList<SenseContext> training, IReadOnlyList<SenseContext>? test, ExtractionOptions options, IReadOnlyList<string> outputs, CliConsole console)
    {
        // Before the work: a wrong ending should not wait for it.
        var forms = outputs.Select(path => Forms.TryGetValue(Path.GetExtension(path), out var form)
            ? form
            : throw new BadInputException($"--out {path}: reports are written as {string.Join(", ", Forms.Keys)}.")).ToList();
        using var embedder = TextEmbedder.Load(model);
        if (embedder.Notice is { } notice)
            console.Error.WriteLine(notice);
        var report = Measure(embedder, word, training, test, options);
        if (outputs.Count == 0)
            console.Out.Write(report.ToTsv());
        for (var i = 0; i < outputs.Count; i++)
        {
            File.WriteAllText(outputs[i], forms[i](report));
            console.Error.WriteLine($"Report written to {outputs[i]}.");
        }
    }

    private static SenseReport Measure(TextEmbedder embedder, string word, IReadOnlyList<SenseContext> training, IReadOnlyList<SenseContext>? test, ExtractionOptions options)
    {
        try
        {
            return SenseReport.Measure(embedder, word, training, test, options);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new BadInputException(BadInputException.MessageOf(e), e);
        }
    }
}
