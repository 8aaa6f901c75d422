namespace Microsoft.ML.Transfer;

/// <summary>Something to learn, with all examples tokenized.</summary>
/// <typeparam name="TExample">An example.</typeparam>
/// <typeparam name="TBatch">Examples that are computed together.</typeparam>
/// <param name="Task">What is learned.</param>
/// <param name="Training">The examples to learn from.</param>
/// <param name="Validation">Those that are kept out.</param>
internal sealed record PreparedTask<TExample, TBatch>(IFineTuningTask<TExample, TBatch> Task, IReadOnlyList<TExample> Training, IReadOnlyList<TExample> Validation)
{
    /// <summary>Learns it alone.</summary>
    /// <inheritdoc cref="FineTuningRun{TExample, TBatch}.Run"/>
    public FineTuningSummary Run(FineTuningOptions options, ulong seed, CancellationToken cancellation) =>
        new FineTuningRun<TExample, TBatch>(Task, options, seed).Run(Training, Validation, cancellation);
}
