using System.Security.Cryptography;
using Microsoft.ML.Transfer.Adaptations;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>What a <see cref="FineTuningRun{TExample, TBatch}"/> knows of what is learned.</summary>
/// <typeparam name="TExample">Something to learn from, tokenized.</typeparam>
/// <typeparam name="TBatch">Examples that are computed together.</typeparam>
internal interface IFineTuningTask<TExample, TBatch>
{
    /// <summary>The architecture of what is trained.</summary>
    EncoderConfig Config { get; }

    /// <summary>The loss.</summary>
    ITrainingTask<TBatch> Loss { get; }

    /// <summary>Puts examples together.</summary>
    TBatch Collate(IReadOnlyList<TExample> examples);

    /// <summary>The steps of the training; by default all examples alike, in an order that is drawn anew for each epoch.</summary>
    /// <param name="training">What to learn from.</param>
    /// <param name="common">The size of batches and the number of epochs.</param>
    /// <param name="seed">Where the order comes from.</param>
    IFineTuningBatches<TExample, TBatch> Batches(IReadOnlyList<TExample> training, FineTuningOptions common, ulong seed) =>
        new ShuffledBatches<TExample, TBatch>(training, common.BatchSize, seed, Collate, common.BatchesPerStep);

    /// <summary>Whether a parameter does not come from the checkpoint: it has no start that it could be kept near to.</summary>
    bool IsNew(ParameterPath path) => TunedModel.IsOfHead(path) || AddedPaths.Contains(path);

    /// <summary>How long an example takes beside others: the number of its tokens.</summary>
    int LengthOf(TExample example) => 1;

    /// <summary>Adds everything that is learned from an example to a hash, by which a training that was broken off knows its data again.</summary>
    void AddTo(IncrementalHash hash, TExample example);

    /// <summary>How well the model as it is now predicts examples that were kept out.</summary>
    /// <param name="examples">At least one.</param>
    /// <param name="threads">How many threads compute; null for as many as there are processors.</param>
    /// <param name="cancellation">Ends the work.</param>
    ValidationResult Validate(IReadOnlyList<TExample> examples, int? threads, CancellationToken cancellation);

    /// <summary>Called once, when the training is over and the model holds the best weights: what an adaptation put beside them is merged here.</summary>
    void Finish()
    {
    }
}
