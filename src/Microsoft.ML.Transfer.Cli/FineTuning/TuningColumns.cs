namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>Which columns of a file a task reads; null for those that are named as the task names them.</summary>
/// <param name="Text">The texts.</param>
/// <param name="Pair">The second texts of pairs; where null, there are none.</param>
/// <param name="Label">What is to be predicted.</param>
internal sealed record TuningColumns(string? Text, string? Pair, string? Label);
