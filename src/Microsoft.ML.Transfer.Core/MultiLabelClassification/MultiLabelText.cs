namespace Microsoft.ML.Transfer;

/// <summary>A text, or a pair of texts, and its labels.</summary>
/// <param name="Text">The text; null is read as empty.</param>
/// <param name="Pair">The second text of a pair; null where there is one text.</param>
/// <param name="Labels">The labels that it has, from 0, in any order; one that stands there twice counts once. Empty where it has none.</param>
public sealed record MultiLabelText(string? Text, string? Pair, IReadOnlyList<int> Labels);
