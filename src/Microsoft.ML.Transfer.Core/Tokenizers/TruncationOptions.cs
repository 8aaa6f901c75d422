namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>How encodings are cut to a length.</summary>
/// <param name="MaximumLength">The most tokens of an encoding, special tokens included; 0 or more.</param>
public sealed record TruncationOptions(int MaximumLength)
{
    /// <summary>How many tokens an overflow window repeats from the one before; less than what is left for the text.</summary>
    public int Stride { get; init; }

    /// <summary>Which text of a pair is cut.</summary>
    public TruncationStrategy Strategy { get; init; } = TruncationStrategy.LongestFirst;

    /// <summary>From which end tokens are taken.</summary>
    public TextSide Side { get; init; } = TextSide.Right;
}
