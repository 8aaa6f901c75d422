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
    /// <param name="model">The model, whose parameters the task trains.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="seed">Where the order of the examples and dropout come from.</param>
    /// <param name="cancellation">Ends the training after the step at hand.</param>
    public FineTuningSummary Run(TunedModel model, FineTuningOptions options, ulong seed, CancellationToken cancellation) =>
        TunedTraining.Run(model, Task, Training, Validation, options, seed, cancellation);
}
