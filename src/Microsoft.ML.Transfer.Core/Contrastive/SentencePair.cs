namespace Microsoft.ML.Transfer;

/// <summary>Two texts, and how much they are alike.</summary>
/// <param name="First">The first text; null is read as empty.</param>
/// <param name="Second">The second text; null is read as empty.</param>
public sealed record SentencePair(string? First, string? Second)
{
    /// <summary>The cosine that their vectors should have, from −1 to 1: 1 where they belong together, 0 where they have nothing to do with each other.</summary>
    public float Score { get; init; } = 1f;

    /// <summary>A text that looks as if it belonged to the first one and does not, for <see cref="ContrastiveLoss.MultipleNegativesRanking"/> and <see cref="ContrastiveLoss.Triplet"/>, which needs one; null for none.</summary>
    public string? HardNegative { get; init; }
}
