using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Forgetting;

/// <summary>A new task and an earlier one that share parameters, as one: each batch has the loss of its own task.</summary>
/// <typeparam name="TNew">Examples of the new task that are computed together.</typeparam>
/// <typeparam name="TEarlier">Examples of the earlier task that are computed together.</typeparam>
internal sealed class ReplayTask<TNew, TEarlier> : ITrainingTask<ReplayBatch<TNew, TEarlier>>
{
    private readonly ITrainingTask<TNew> _task;
    private readonly ITrainingTask<TEarlier> _earlierTask;
    private readonly OrderedDictionary<ParameterPath, Tensor> _parameters = [];

    /// <param name="task">The new task.</param>
    /// <param name="earlierTask">The earlier task.</param>
    /// <exception cref="ArgumentException">The tasks share no parameter, have different ones of the same path, or compute elsewhere.</exception>
    public ReplayTask(ITrainingTask<TNew> task, ITrainingTask<TEarlier> earlierTask)
    {
        if (!ReferenceEquals(task.Backend, earlierTask.Backend))
            throw new ArgumentException("Both tasks must compute on the same backend.", nameof(earlierTask));
        (_task, _earlierTask) = (task, earlierTask);
        var shared = 0;
        foreach (var (path, tensor) in task.Parameters)
            _parameters.Add(path, tensor);
        foreach (var (path, tensor) in earlierTask.Parameters)
        {
            if (_parameters.TryAdd(path, tensor))
                continue;
            if (!ReferenceEquals(_parameters[path], tensor))
                throw new ArgumentException($"The parameter {path} of the earlier task is another than that of the new one; the tasks must share the model itself.", nameof(earlierTask));
            shared++;
        }
        if (shared == 0)
            throw new ArgumentException("The tasks share no parameter: there is nothing that could be forgotten.", nameof(earlierTask));
    }

    /// <inheritdoc/>
    public Backend Backend => _task.Backend;

    /// <inheritdoc/>
    public IReadOnlyDictionary<ParameterPath, Tensor> Parameters => _parameters;

    /// <inheritdoc/>
    public double WeightOf(ReplayBatch<TNew, TEarlier> batch) => batch.Share;

    /// <inheritdoc/>
    public Tensor Loss(Computation computation, ReplayBatch<TNew, TEarlier> batch) => batch.IsEarlier ? _earlierTask.Loss(computation, batch.Earlier) : _task.Loss(computation, batch.New);
}
