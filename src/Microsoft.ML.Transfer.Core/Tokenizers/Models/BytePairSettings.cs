namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The variations of byte-pair encoding.</summary>
internal sealed record BytePairSettings
{
    /// <summary>What a character that is not in the vocabulary becomes; null to drop it.</summary>
    public string? UnknownToken { get; init; }

    /// <summary>What stands before symbols that do not begin a word.</summary>
    public string ContinuingPrefix { get; init; } = string.Empty;

    /// <summary>What stands after the symbol that ends a word.</summary>
    public string EndOfWordSuffix { get; init; } = string.Empty;

    /// <summary>Unknown characters in a row become one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>Unknown characters become tokens of their UTF-8 bytes, such as &lt;0xE2&gt;.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>A word that is in the vocabulary is taken whole, whatever the merges would make of it.</summary>
    public bool IgnoreMerges { get; init; }
}
