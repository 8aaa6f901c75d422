using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>What a model learns from passages without labels: how they become batches, the loss of a batch, and how well texts that are not trained on are predicted.</summary>
/// <typeparam name="TBatch">What a step is computed from.</typeparam>
internal interface IPretrainingObjective<TBatch>
{
    /// <summary>The loss, with the parameters that are trained.</summary>
    ITrainingTask<TBatch> Task { get; }

    /// <summary>The longest block that the model takes, in tokens.</summary>
    int LongestBlock { get; }

    /// <summary>How many special tokens a passage has.</summary>
    int SpecialTokens { get; }

    /// <summary>How often a step reads each of its blocks.</summary>
    int ReadingsPerBlock { get; }

    /// <summary>What the bits of a step depend on beside <see cref="PretrainingOptions.Settings"/>.</summary>
    string Settings { get; }

    /// <summary>A batch to train on.</summary>
    /// <param name="blocks">Passages, block by block.</param>
    /// <param name="first">The number of the first block, from which everything random follows.</param>
    TBatch Training(IEnumerable<IReadOnlyList<Passage>> blocks, long first);

    /// <summary>A batch to measure: the same each time, whatever the options of the training, so that trainings can be compared.</summary>
    /// <inheritdoc cref="Training" path="/param"/>
    TBatch Held(IEnumerable<IReadOnlyList<Passage>> blocks, long first);

    /// <summary>How well batches are predicted.</summary>
    LanguageModelScore Score(IEnumerable<TBatch> batches, int? threads, CancellationToken cancellation);

    /// <summary>The floating-point operations of a step, for each token that is read.</summary>
    /// <param name="length">How many tokens a passage has.</param>
    double OperationsPerToken(double length);
}
