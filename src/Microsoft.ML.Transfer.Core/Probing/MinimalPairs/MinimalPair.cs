namespace Microsoft.ML.Transfer.Probing;

/// <summary>Two sentences that differ in as little as possible, of which one is acceptable and the other is not.</summary>
/// <param name="Good">The acceptable one.</param>
/// <param name="Bad">The other.</param>
/// <param name="Paradigm">What is varied, such as <c>anaphor_number_agreement</c>; null where nothing is said.</param>
/// <param name="Phenomenon">What linguistics call it, such as <c>anaphor_agreement</c>, for several paradigms together; null where nothing is said.</param>
public sealed record MinimalPair(string Good, string Bad, string? Paradigm = null, string? Phenomenon = null);
