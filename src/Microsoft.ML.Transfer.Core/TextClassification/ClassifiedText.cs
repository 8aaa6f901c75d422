namespace Microsoft.ML.Transfer;

/// <summary>A text, or a pair of texts, and its class.</summary>
/// <param name="Text">The text; null is read as empty.</param>
/// <param name="Pair">The second text of a pair; null where there is one text.</param>
/// <param name="Class">Its class, from 0.</param>
public sealed record ClassifiedText(string? Text, string? Pair, int Class);
