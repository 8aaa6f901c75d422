namespace Microsoft.ML.Transfer;

/// <summary>A text, or a pair of texts, and a number: how alike the two are, a grade, a price.</summary>
/// <param name="Text">The text; null is read as empty.</param>
/// <param name="Pair">The second text of a pair; null where there is one text.</param>
/// <param name="Target">The number, finite, of any scale.</param>
public sealed record ScoredText(string? Text, string? Pair, float Target);
