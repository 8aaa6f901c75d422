using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Evaluation.CrossLingual;

/// <summary>Whether the vector of a sentence is nearest to that of its translation, layer by layer.</summary>
internal sealed class TranslationTable : IEvaluationTable
{
    // These pairs are left to be learned from.
    private const int Kept = 500;

    public string Name => "translations";

    public string Description => "The translation of each of the last 500 German and English sentences of Tatoeba by the nearest vector, layer by layer.";

    public void Write(EvaluationSettings settings, TextWriter output)
    {
        var (german, english) = (Read(settings, "deu"), Read(settings, "eng"));
        output.WriteLine(FormattableString.Invariant(
            $"Tatoeba (Artetxe and Schwenk, 2019), the last {german.Length} of 1,000 pairs: the part of the sentences whose translation has the nearest vector, by the cosine of means of tokens; German to English / English to German. “Centred”: less the mean vector of the language. By chance {1.0 / german.Length:F3}."));
        output.WriteLine();
        using var random = new RandomStart(settings.Model, seed: 1);
        var encoders = settings.Encoders(random);
        var table = new MarkdownTable(["layer", .. encoders.SelectMany(encoder => new[] { encoder.Name, encoder.Name + ", centred" })]);
        var columns = encoders.Select(encoder => Scores(settings, encoder.Folder, german, english)).ToList();
        foreach (var row in columns[0].Keys)
            table.Add([row, .. columns.SelectMany(column => column[row])]);
        table.Write(output);
    }

    private static string[] Read(EvaluationSettings settings, string language)
    {
        var lines = File.ReadAllLines(settings.Data.Require("tatoeba", "tatoeba.deu-eng." + language));
        return lines[(lines.Length - settings.Part(lines.Length - Kept))..];
    }

    private static Dictionary<string, string[]> Scores(EvaluationSettings settings, string folder, string[] german, string[] english)
    {
        using var model = settings.Load(folder);
        using var store = LayerExtraction.Texts(model, [.. german, .. english]);
        int[][] languages = [[.. Enumerable.Range(0, german.Length)], [.. Enumerable.Range(german.Length, english.Length)]];
        var scores = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var layer in store.Layers)
        {
            var vectors = store.Read(layer);
            scores[FormattableString.Invariant($"{layer}")] = [Score(vectors, languages), Score(LanguageMeans.Without(vectors, languages), languages)];
        }
        settings.Report($"translations: {folder}");
        return scores;
    }

    private static string Score(ProbeMatrix vectors, int[][] languages) =>
        FormattableString.Invariant($"{Found(vectors, languages[0], languages[1]):F3} / {Found(vectors, languages[1], languages[0]):F3}");

    /// <summary>The part of the sentences whose translation, which has the same number, is nearest.</summary>
    private static double Found(ProbeMatrix vectors, int[] sources, int[] targets)
    {
        var found = 0;
        for (var i = 0; i < sources.Length; i++)
        {
            var (best, nearest) = (float.NegativeInfinity, -1);
            for (var j = 0; j < targets.Length; j++)
            {
                var cosine = TensorPrimitives.CosineSimilarity(vectors.Row(sources[i]), vectors.Row(targets[j]));
                if (cosine > best)
                    (best, nearest) = (cosine, j);
            }
            found += nearest == i ? 1 : 0;
        }
        return (double)found / sources.Length;
    }
}
