namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>What <c>finetune</c> is asked for.</summary>
/// <param name="Task">What is learned.</param>
/// <param name="DataPath">The file of examples.</param>
/// <param name="ValidationPath">The file of examples that are kept out; null for a part of the others.</param>
/// <param name="Columns">Which columns of the files.</param>
/// <param name="ModelPath">Where to save the model: a zip, or the folder of an encoder.</param>
/// <param name="Apply">Sets how it is trained; the ranges are checked when it is called.</param>
/// <param name="EstimatesOnly">Whether to end before the start, when it was said what it needs.</param>
internal sealed record FineTuneRequest(
    TuningTask Task, string DataPath, string? ValidationPath, TuningColumns Columns, string ModelPath, Func<FineTuneOptions, FineTuneOptions> Apply, bool EstimatesOnly)
{
    /// <summary>What is asked for of embeddings.</summary>
    public EmbeddingTuning Embedding { get; init; } = new();
}
