using Microsoft.ML.Transfer.Forgetting;
using Microsoft.ML.Transfer.Pretraining;

namespace Microsoft.ML.Transfer;

/// <summary>Trains a model to a task, whatever it learns, with what the options say that it is to rehearse.</summary>
internal static class TunedTraining
{
    /// <param name="model">The model, whose parameters the task trains.</param>
    /// <param name="task">What is learned.</param>
    /// <param name="training">What to learn from, at least one example.</param>
    /// <param name="validation">What is kept out.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="seed">Where the order of the examples, masks and dropout come from.</param>
    /// <param name="cancellation">Ends the training after the step at hand.</param>
    /// <inheritdoc cref="FineTuningRun{TExample, TBatch}.Run"/>
    public static FineTuningSummary Run<TExample, TBatch>(
        TunedModel model, IFineTuningTask<TExample, TBatch> task, IReadOnlyList<TExample> training, IReadOnlyList<TExample> validation,
        FineTuningOptions options, ulong seed, CancellationToken cancellation) => options.Replay is { } replay
        ? new FineTuningRun<TExample, ReplayBatch<TBatch, PretrainingBatch>>(new ReplayedTask<TExample, TBatch>(task, model, options, replay), options, seed).Run(training, validation, cancellation)
        : new FineTuningRun<TExample, TBatch>(task, options, seed).Run(training, validation, cancellation);
}
