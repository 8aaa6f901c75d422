namespace Microsoft.ML.Transfer.Probing;

/// <summary>What is reached without looking at any vector, in the same folds.</summary>
/// <param name="Majority">The accuracy of always saying the most frequent class of the training rows.</param>
/// <param name="WordType">The accuracy of saying the most frequent class of the word in the training rows, and of all of them for unknown words; null where rows are no words.</param>
public sealed record ProbeBaselines(ProbeScore Majority, ProbeScore? WordType);
