namespace Microsoft.ML.Transfer.Training;

/// <summary>The examples of a training, step by step. The same step gives the same examples each time that it is asked for, so that a training can go on where another stopped.</summary>
/// <typeparam name="TBatch">Examples that are computed together.</typeparam>
public interface ITrainingBatches<out TBatch>
{
    /// <summary>The steps of an epoch, in which each example has its turn once.</summary>
    int StepsPerEpoch { get; }

    /// <summary>The batches of a step: more than one where gradients are accumulated.</summary>
    /// <param name="epoch">Which epoch, from 0.</param>
    /// <param name="step">Which step of the epoch, from 0.</param>
    IReadOnlyList<TBatch> Step(int epoch, int step);
}
