using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;

namespace Microsoft.ML.Transfer.Training;

/// <summary>What a <see cref="Trainer{TBatch}"/> knows of what it trains: parameters, and a loss of a batch.</summary>
/// <typeparam name="TBatch">Examples that are computed together.</typeparam>
public interface ITrainingTask<in TBatch>
{
    /// <summary>What computes.</summary>
    Backend Backend { get; }

    /// <summary>All parameters of the model by path, in its order.</summary>
    IReadOnlyDictionary<ParameterPath, Tensor> Parameters { get; }

    /// <summary>
    /// What the loss of a batch is the mean over, as a rule the number of its labels: where several batches make a step, the loss of the step is their mean by these weights, so that
    /// it does not depend on how the examples are split. 0 where nothing counts.
    /// </summary>
    double WeightOf(TBatch batch);

    /// <summary>The loss of a batch. <i>Shape:</i> a scalar.</summary>
    /// <param name="computation">The pass, with a tape in training.</param>
    /// <param name="batch">The examples.</param>
    Tensor Loss(Computation computation, TBatch batch);
}
