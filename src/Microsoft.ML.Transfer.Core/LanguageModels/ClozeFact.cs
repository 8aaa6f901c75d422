namespace Microsoft.ML.Transfer;

/// <summary>A fact that is asked as a place to fill in.</summary>
/// <param name="Text">The text, with one place written <c>[MASK]</c>: <c>The capital of France is [MASK].</c></param>
/// <param name="Answer">What belongs there.</param>
/// <param name="Relation">What kind of fact it is; null where nothing is said.</param>
public sealed record ClozeFact(string Text, string Answer, string? Relation = null);
