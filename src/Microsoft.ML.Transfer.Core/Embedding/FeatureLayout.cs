using System.Collections.Immutable;
using System.Globalization;
using Microsoft.ML.Transfer.Models;

namespace Microsoft.ML.Transfer;

/// <summary>Which layers of an encoder make up the vector of a text, and what each of its dimensions is called.</summary>
internal sealed class FeatureLayout
{
    /// <param name="options">What the user chose.</param>
    /// <param name="layerCount">The number of the encoder's last layer.</param>
    /// <param name="hiddenSize">The length of one layer's vector.</param>
    /// <param name="denseSize">The length of the vector after the dense layers that follow on pooling; null where there are none.</param>
    /// <exception cref="ArgumentException">The encoder lacks a layer, or has fewer dimensions than are to be kept.</exception>
    public FeatureLayout(EmbeddingOptions options, int layerCount, int hiddenSize, int? denseSize = null)
    {
        Layers = (options.Layers ?? Transfer.Layers.Last).Resolve(layerCount);
        Needed = LayerSelection.Of(Layers, layerCount);
        IsMean = options.Layers is { IsMean: true };
        var blocks = denseSize is not null ? ["dense"] : IsMean ? ["mean"] : Layers.Select(layer => "layer" + layer.ToString(CultureInfo.InvariantCulture)).ToArray();
        var width = denseSize ?? hiddenSize;
        var full = checked(blocks.Length * width);
        if (options.Dimensions > full)
            throw new ArgumentOutOfRangeException(nameof(options), options.Dimensions, $"Dimensions must be at most the {full} that these layers have.");
        Dimension = options.Dimensions ?? full;
        FeatureNames = [.. Enumerable.Range(0, Dimension).Select(i => $"{blocks[i / width]}.{(i % width).ToString(CultureInfo.InvariantCulture)}")];
    }

    /// <summary>The layers in the order in which they are combined.</summary>
    public ImmutableArray<int> Layers { get; }

    /// <summary>The same layers, for the encoder to keep.</summary>
    public LayerSelection Needed { get; }

    /// <summary>Whether the layers are averaged before pooling, rather than put one after the other.</summary>
    public bool IsMean { get; }

    /// <summary>The length of a text's vector.</summary>
    public int Dimension { get; }

    /// <summary>A name for each dimension: <c>layer4.17</c>, <c>mean.17</c>.</summary>
    public ImmutableArray<string> FeatureNames { get; }
}
