using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Models;

/// <summary>
/// An architecture as data: everything that <see cref="Encoder"/> needs to build its layers. Immutable; each family of models reads it from
/// its own <c>config.json</c>. What is not stated is as in BERT.
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

    /// <summary>The number of attention heads; divides <see cref="HiddenSize"/>, unless the model states the size of its heads.</summary>
    public required int HeadCount { get; init; }

    /// <summary>The length of the vector inside the feed-forward layers.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>The longest sequence, in tokens. <see cref="int.MaxValue"/> where the architecture sets no limit.</summary>
    public required int MaximumPositions { get; init; }

    /// <summary>The number of token types: 2 where the model reads pairs of texts, 0 where it does not tell them apart.</summary>
    public required int TypeVocabularySize { get; init; }

    /// <summary>The ε of the normalisations.</summary>
    public required float NormEpsilon { get; init; }

    /// <summary>The activation inside the feed-forward layers.</summary>
    public required Activation Activation { get; init; }

    /// <summary>From token ids to the vectors that the first layer reads.</summary>
    internal EmbeddingConfig Embeddings { get; init; } = new();

    /// <summary>How tokens attend to each other.</summary>
    internal AttentionConfig Attention { get; init; } = new();

    /// <summary>What is normalised, and where.</summary>
    internal NormConfig Norm { get; init; } = new();

    /// <summary>The form of the feed-forward layers.</summary>
    internal FeedForwardConfig FeedForward { get; init; } = new();

    /// <summary>Which layers have the same parameters; null where each has its own.</summary>
    internal SharingConfig? Sharing { get; init; }

    /// <summary>Whether checkpoints of the family may have a pooler, tanh(W h + b) of the first token.</summary>
    internal bool MayHavePooler { get; init; }

    /// <summary>The tokens round what a decoder writes; null for an encoder.</summary>
    internal DecoderTokens? DecoderTokens { get; init; }

    /// <summary>
    /// Whether the last layer can be computed for some of its tokens alone: where nothing in it goes by the distance between the tokens, of which some are left out, and no part of it comes before the
    /// attention, which reads them all.
    /// </summary>
    internal bool LastLayerComputesSome =>
        Attention is { IsCausal: false, Rotary: null, RelativeBias: null, Disentangled: null } && !Attention.IsLocal(LayerCount - 1)
        && Norm.Placement == NormPlacement.AfterSum && Sharing is null or { InnerLayers: 1 };

    /// <summary>The size of an attention head.</summary>
    internal int HeadSize => Attention.HeadSize ?? HiddenSize / HeadCount;
}
