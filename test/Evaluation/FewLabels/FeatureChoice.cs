using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Evaluation.FewLabels;

/// <summary>Layers and pooling that a text's vector is made of.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Blocks">What stands one after the other: the layers, which are averaged where there are several, and the pooling.</param>
/// <param name="Standardizes">Whether each dimension is divided by its standard deviation among the labelled texts.</param>
internal sealed record FeatureChoice(string Name, IReadOnlyList<(int[] Layers, Pooling Pooling)> Blocks, bool Standardizes)
{
    /// <summary>The mean of the last layer's tokens, the usual choice.</summary>
    public static FeatureChoice LastMean(int layers) => new("last, mean", [([layers], Pooling.Mean)], Standardizes: false);

    /// <summary>What is tried.</summary>
    /// <param name="layers">The number of the last layer.</param>
    public static IEnumerable<FeatureChoice> All(int layers)
    {
        var upTo2 = Enumerable.Range(0, Math.Min(3, layers + 1)).ToArray();
        var all = Enumerable.Range(0, layers + 1).ToArray();
        List<(string, IReadOnlyList<(int[], Pooling)>)> choices =
        [
            .. all.Select(layer => (FormattableString.Invariant($"{layer}, mean"), One([layer], Pooling.Mean))),
            ("mean:0-2, mean", One(upTo2, Pooling.Mean)),
            ("mean of all, mean", One(all, Pooling.Mean)),
            ("concat:0-2, mean", Each(upTo2, Pooling.Mean)),
            ("all, mean", Each(all, Pooling.Mean)),
            ("all, max", Each(all, Pooling.Max)),
            ("mean of all, mean + max", [.. One(all, Pooling.Mean), .. One(all, Pooling.Max)]),
            ("all, mean + max", [.. Each(all, Pooling.Mean), .. Each(all, Pooling.Max)]),
        ];
        foreach (var (name, blocks) in choices)
        {
            yield return new FeatureChoice(name, blocks, Standardizes: false);
            yield return new FeatureChoice(name + ", standardized", blocks, Standardizes: true);
        }
    }

    /// <summary>The features of texts.</summary>
    /// <param name="vectors">The vectors of all texts, by layer and pooling.</param>
    public EmbeddingKernel Of(IReadOnlyDictionary<Pooling, LayerStore> vectors) =>
        new(Name, Concatenation.Of([.. Blocks.Select(block => Mean([.. block.Layers.Select(layer => vectors[block.Pooling].Read(layer))]))]), Standardizes);

    private static (int[] Layers, Pooling Pooling)[] One(int[] layers, Pooling pooling) => [(layers, pooling)];

    private static (int[] Layers, Pooling Pooling)[] Each(int[] layers, Pooling pooling) => [.. layers.Select(layer => (new[] { layer }, pooling))];

    private static ProbeMatrix Mean(ProbeMatrix[] layers)
    {
        if (layers.Length == 1)
            return layers[0];
        var values = new float[layers[0].Values.Length];
        foreach (var layer in layers)
        {
            var span = layer.Values.Span;
            for (var i = 0; i < values.Length; i++)
                values[i] += span[i] / layers.Length;
        }
        return new ProbeMatrix(values, layers[0].Rows, layers[0].Columns);
    }
}
