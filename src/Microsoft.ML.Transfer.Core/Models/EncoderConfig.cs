using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Models;

/// <summary>
/// An architecture as data: everything that <see cref="Encoder"/> needs to build its layers. Immutable; each family of models reads it from
/// its own <c>config.json</c>.
/// </summary>
public sealed record EncoderConfig
{
    /// <summary>The family, as <c>config.json</c> calls it: <c>bert</c>.</summary>
    public required string ModelType { get; init; }

    /// <summary>The number of token ids.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>The length of a token's vector between the layers.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>The number of transformer layers.</summary>
    public required int LayerCount { get; init; }

    /// <summary>The number of attention heads; divides <see cref="HiddenSize"/>.</summary>
    public required int HeadCount { get; init; }

    /// <summary>The length of the vector inside the feed-forward layers.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>The longest sequence, in tokens.</summary>
    public required int MaximumPositions { get; init; }

    /// <summary>The number of token types: 2 where the model reads pairs of texts.</summary>
    public required int TypeVocabularySize { get; init; }

    /// <summary>The ε of the layer normalisations.</summary>
    public required float NormEpsilon { get; init; }

    /// <summary>The activation inside the feed-forward layers.</summary>
    public required Activation Activation { get; init; }
}
