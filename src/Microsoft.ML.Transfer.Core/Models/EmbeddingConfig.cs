namespace Microsoft.ML.Transfer.Models;

/// <summary>The embeddings as data: words, positions and types are summed, then normalised.</summary>
internal sealed record EmbeddingConfig
{
    /// <summary>The length of a word's vector where it is not that of the hidden states (ALBERT, ELECTRA).</summary>
    public int? Size { get; init; }

    /// <summary>Where word vectors are brought to the length of the hidden states.</summary>
    public EmbeddingProjection Projection { get; init; }

    /// <summary>Learned vectors of positions.</summary>
    public PositionConfig Positions { get; init; } = new(PositionSource.Index);

    /// <summary>Whether the sum is normalised.</summary>
    public bool HasNorm { get; init; } = true;

    /// <summary>The factor of the word vectors.</summary>
    public float Scale { get; init; } = 1f;
}

/// <summary>Where word vectors are brought to the length of the hidden states by a linear layer.</summary>
internal enum EmbeddingProjection
{
    /// <summary>Nowhere: they have that length.</summary>
    None,

    /// <summary>After the normalisation, with a bias (ALBERT, ELECTRA).</summary>
    AfterNorm,

    /// <summary>Before positions are added, without a bias, and back again after the last layer (OPT).</summary>
    BeforePositions,
}

/// <summary>What a token's learned position is counted from.</summary>
internal enum PositionSource
{
    /// <summary>There are no learned positions.</summary>
    None,

    /// <summary>The positions of the batch: 0, 1, 2, … unless it says otherwise.</summary>
    Index,

    /// <summary>The tokens so far whose id is not the padding's; padding stands at the last place before the first (RoBERTa).</summary>
    NotPadding,

    /// <summary>The visible tokens so far; hidden ones stand at the place before the first (OPT).</summary>
    Visible,
}

/// <summary>Learned vectors of positions.</summary>
/// <param name="Source">What is counted.</param>
/// <param name="Offset">The row of the table that belongs to the first position.</param>
/// <param name="PaddingId">The id that <see cref="PositionSource.NotPadding"/> does not count.</param>
internal sealed record PositionConfig(PositionSource Source, int Offset = 0, int PaddingId = 0)
{
    /// <summary>No learned positions.</summary>
    public static PositionConfig None { get; } = new(PositionSource.None);
}
