using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>The examples of a fine-tuning, step by step, fewer at once where the memory is too small for a batch.</summary>
/// <typeparam name="TExample">An example.</typeparam>
/// <typeparam name="TBatch">Examples that are computed together.</typeparam>
internal interface IFineTuningBatches<out TExample, out TBatch> : ITrainingBatches<TBatch>
{
    /// <summary>The most examples that are computed together; fewer than the batch size where the memory is too small for it. The examples of a step are the same.</summary>
    int ComputedTogether { get; set; }

    /// <summary>The examples of a step.</summary>
    /// <param name="epoch">Which epoch, from 0.</param>
    /// <param name="step">Which step of the epoch, from 0.</param>
    IReadOnlyList<TExample> ExamplesOfStep(int epoch, int step);
}
