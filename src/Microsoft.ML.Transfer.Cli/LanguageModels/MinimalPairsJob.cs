using System.Globalization;
using System.Text.Json;
using Microsoft.ML.Transfer.Cli.Input;
using Microsoft.ML.Transfer.Cli.Output;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.LanguageModels;

/// <summary>Measures minimal pairs.</summary>
internal static class MinimalPairsJob
{
    /// <summary>Reads pairs, with the names of the columns of BLiMP.</summary>
    public static List<MinimalPair> Read(IReadOnlyList<string> paths)
    {
        var pairs = new List<MinimalPair>();
        foreach (var path in paths)
            pairs.AddRange(InputFile.Read(path, Read));
        return pairs.Count > 0 ? pairs : throw new BadInputException($"{string.Join(", ", paths)}: there are no pairs.");
    }

    /// <summary>Prints the accuracy for each paradigm and for all pairs.</summary>
    public static void Execute(ILanguageModel model, IReadOnlyList<MinimalPair> pairs, CliConsole console)
    {
        var report = MinimalPairReport.Measure(model, pairs, progress: done => console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} of {pairs.Count} pairs")));
        foreach (var (name, score) in report.Paradigms)
            console.Out.WriteLine(JsonObjectLine.Of(json => Write(json, "paradigm", name, score)));
        foreach (var (name, score) in report.Phenomena)
            console.Out.WriteLine(JsonObjectLine.Of(json => Write(json, "phenomenon", name, score)));
        console.Out.WriteLine(JsonObjectLine.Of(json =>
        {
            Write(json, "model", report.Model, report.All);
            json.WriteNumber("mean_of_paradigms", report.MeanOfParadigms);
        }));
    }

    private static List<MinimalPair> Read(InputTable table)
    {
        if (table.Columns.Length == 0)
            return [];
        var (good, bad) = (table.IndexOf("sentence_good", "the acceptable sentence"), table.IndexOf("sentence_bad", "the other sentence"));
        var (paradigm, phenomenon) = (table.Columns.IndexOf("UID"), table.Columns.IndexOf("linguistics_term"));
        var pairs = new List<MinimalPair>();
        foreach (var row in table.Rows)
        {
            if (string.IsNullOrWhiteSpace(row.Values[good]) || string.IsNullOrWhiteSpace(row.Values[bad]))
                throw new BadInputException($"{table.Name}, line {row.Line}: a sentence is empty.");
            pairs.Add(new MinimalPair(row.Values[good]!, row.Values[bad]!, paradigm < 0 ? null : row.Values[paradigm], phenomenon < 0 ? null : row.Values[phenomenon]));
        }
        return pairs;
    }

    private static void Write(Utf8JsonWriter json, string kind, string name, MinimalPairScore score)
    {
        json.WriteString(kind, name);
        json.WriteNumber("pairs", score.Pairs);
        json.WriteNumber("accuracy", score.Accuracy.Value);
        json.WriteNumber("low", score.Accuracy.Low);
        json.WriteNumber("high", score.Accuracy.High);
    }
}
