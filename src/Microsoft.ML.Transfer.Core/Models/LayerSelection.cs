namespace Microsoft.ML.Transfer.Models;

/// <summary>The layers of a stack that a pass keeps; those past the last of them are not computed. Immutable.</summary>
internal sealed class LayerSelection
{
    private readonly bool[] _kept;

    private LayerSelection(bool[] kept) => (_kept, Last, IsAll) = (kept, Math.Max(0, Array.LastIndexOf(kept, value: true)), !kept.Contains(false));

    /// <summary>The last layer that is computed: 0, the embeddings, when none is kept.</summary>
    public int Last { get; }

    /// <summary>Whether every layer is kept.</summary>
    public bool IsAll { get; }

    /// <summary>The embeddings and all layers.</summary>
    public static LayerSelection All(int layerCount)
    {
        var kept = new bool[layerCount + 1];
        Array.Fill(kept, value: true);
        return new LayerSelection(kept);
    }

    /// <summary>Some layers.</summary>
    /// <param name="layers">0 (the embeddings) to <paramref name="layerCount"/>.</param>
    /// <param name="layerCount">The number of the last layer there is.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer.</exception>
    public static LayerSelection Of(IEnumerable<int> layers, int layerCount)
    {
        var kept = new bool[layerCount + 1];
        foreach (var layer in layers)
        {
            if (layer < 0 || layer > layerCount)
                throw new ArgumentOutOfRangeException(nameof(layers), layer, $"This encoder has the layers 0 (embeddings) to {layerCount}.");
            kept[layer] = true;
        }
        return new LayerSelection(kept);
    }

    /// <summary>Whether a layer is kept.</summary>
    public bool Contains(int layer) => _kept[layer];
}
