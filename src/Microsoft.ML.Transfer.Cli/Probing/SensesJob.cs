using Microsoft.ML.Transfer.Cli.Commands;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.Probing;

/// <summary>Measures the senses of a word and writes the report.</summary>
internal static class SensesJob
{
    public static void Execute(
        string model, string word, IReadOnlyList<SenseContext> training, IReadOnlyList<SenseContext>? test, ExtractionOptions options, IReadOnlyList<string> reports, CliConsole console)
    {
        using var embedder = TextEmbedder.Load(model);
        if (embedder.Notice is { } notice)
            console.Error.WriteLine(notice);
        ReportArguments.WriteOrPrint(Measure(embedder, word, training, test, options), reports, console);
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
