namespace Microsoft.ML.Transfer.Evaluation.FewLabels;

/// <summary>Layers and pooling that a text's vector is made of.</summary>
/// <param name="Name">What it is called: the layers and poolings as the command line takes them.</param>
/// <param name="Blocks">What stands one after the other: the layers, which are averaged where there are several, and the pooling.</param>
/// <param name="Standardizes">Whether each dimension is divided by its standard deviation among the labelled texts.</param>
internal sealed record FeatureChoice(string Name, IReadOnlyList<(int[] Layers, Pooling Pooling)> Blocks, bool Standardizes)
{
    /// <summary>The mean of the last layer's tokens, the usual choice.</summary>
    public static FeatureChoice LastMean(int layers) => new("last, mean", [([layers], Pooling.Mean)], Standardizes: false);

    /// <summary>What the shipped encoder says for itself: layers 0 to 2 one after the other, the first words weighing more.</summary>
    /// <param name="layers">The number of the last layer; of fewer than 2 all are taken.</param>
    public static FeatureChoice ShippedDefault(int layers) => new("concat:0-2, lead", Each(Lower(layers), Pooling.LeadMean), Standardizes: false);

    /// <summary>All layers one after the other, the first words weighing more.</summary>
    /// <param name="layers">The number of the last layer.</param>
    public static FeatureChoice AllLayers(int layers) => new("all, lead", Each([.. Enumerable.Range(0, layers + 1)], Pooling.LeadMean), Standardizes: false);

    /// <summary>What is tried.</summary>
    /// <param name="layers">The number of the last layer.</param>
    public static IEnumerable<FeatureChoice> All(int layers)
    {
        var lower = Lower(layers);
        var all = Enumerable.Range(0, layers + 1).ToArray();
        List<(string, IReadOnlyList<(int[], Pooling)>)> choices =
        [
            .. all.Select(layer => (FormattableString.Invariant($"{layer}, mean"), One([layer], Pooling.Mean))),
            ("mean:0-2, mean", One(lower, Pooling.Mean)),
            ("mean of all, mean", One(all, Pooling.Mean)),
            ("concat:0-2, mean", Each(lower, Pooling.Mean)),
            ("all, mean", Each(all, Pooling.Mean)),
            (ShippedDefault(layers).Name, ShippedDefault(layers).Blocks),
            (AllLayers(layers).Name, AllLayers(layers).Blocks),
            ("all, max", Each(all, Pooling.Max)),
            ("all, cls", Each(all, Pooling.Cls)),
            ("all, mean + max", [.. Each(all, Pooling.Mean), .. Each(all, Pooling.Max)]),
            ("all, mean + cls", [.. Each(all, Pooling.Mean), .. Each(all, Pooling.Cls)]),
            ("all, mean + max + cls", [.. Each(all, Pooling.Mean), .. Each(all, Pooling.Max), .. Each(all, Pooling.Cls)]),
        ];
        foreach (var (name, blocks) in choices)
        {
            yield return new FeatureChoice(name, blocks, Standardizes: false);
            yield return new FeatureChoice(name + ", standardized", blocks, Standardizes: true);
        }
    }

    private static int[] Lower(int layers) => [.. Enumerable.Range(0, Math.Min(3, layers + 1))];

    private static (int[] Layers, Pooling Pooling)[] One(int[] layers, Pooling pooling) => [(layers, pooling)];

    private static (int[] Layers, Pooling Pooling)[] Each(int[] layers, Pooling pooling) => [.. layers.Select(layer => (new[] { layer }, pooling))];
}
