using System.Collections.Immutable;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>All that makes up a tokenizer: what tokenizer.json states, plus what stands beside it in a model's folder.</summary>
internal sealed record TokenizerDefinition(ITokenModel Model)
{
    public INormalizer? Normalizer { get; init; }

    public IPreTokenizer? PreTokenizer { get; init; }

    public IPostProcessor? PostProcessor { get; init; }

    public IDecoder? Decoder { get; init; }

    public ImmutableArray<AddedToken> AddedTokens { get; init; } = [];

    public TruncationOptions? Truncation { get; init; }

    public PaddingOptions? Padding { get; init; }

    /// <summary>The most tokens that the model takes, special tokens included; null where unknown.</summary>
    public int? ModelMaxLength { get; init; }

    public string? PadToken { get; init; }
}
