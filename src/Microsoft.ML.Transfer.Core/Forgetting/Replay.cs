using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Forgetting;

/// <summary>
/// Rehearsal of an earlier task (Robins, 1995) while a new one is learned: every k-th step has batches of the earlier task too, and minimises (L + ρ E) / (1 + ρ), with L the loss of the
/// new and E that of the earlier task. Both tasks share the parameters of the same paths, as a rule those of one encoder. It is the task and the batches of one training:
/// <c>new Trainer&lt;…&gt;(replay).Run(replay)</c>.
/// </summary>
/// <typeparam name="TNew">Examples of the new task that are computed together.</typeparam>
/// <typeparam name="TEarlier">Examples of the earlier task that are computed together.</typeparam>
public sealed class Replay<TNew, TEarlier> : ITrainingTask<ReplayBatch<TNew, TEarlier>>, ITrainingBatches<ReplayBatch<TNew, TEarlier>>
{
    private readonly ReplayTask<TNew, TEarlier> _joint;
    private readonly ITrainingTask<TNew> _task;
    private readonly ITrainingBatches<TNew> _batches;
    private readonly ITrainingTask<TEarlier> _earlierTask;
    private readonly ITrainingBatches<TEarlier> _earlierBatches;
    private readonly int _every;
    private readonly double _weight;

    /// <param name="task">The new task.</param>
    /// <param name="batches">Its examples, which say how long an epoch is.</param>
    /// <param name="earlierTask">The earlier task.</param>
    /// <param name="earlierBatches">Its examples, which have their turn step by step and begin anew when they are through.</param>
    /// <param name="every">k: which steps rehearse, at least 1.</param>
    /// <param name="weight">ρ: how much the earlier task counts in them beside the new one, above 0.</param>
    /// <exception cref="ArgumentException">The tasks share no parameter, have different ones of the same path, or compute elsewhere.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Replay(ITrainingTask<TNew> task, ITrainingBatches<TNew> batches, ITrainingTask<TEarlier> earlierTask, ITrainingBatches<TEarlier> earlierBatches, int every = 4, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(earlierTask);
        ArgumentNullException.ThrowIfNull(earlierBatches);
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        if (!(weight > 0 && double.IsFinite(weight)))
            throw new ArgumentOutOfRangeException(nameof(weight), weight, "The weight of the earlier task must be above 0.");
        _joint = new ReplayTask<TNew, TEarlier>(task, earlierTask);
        (_task, _batches, _earlierTask, _earlierBatches, _every, _weight) = (task, batches, earlierTask, earlierBatches, every, weight);
    }

    /// <inheritdoc/>
    public Backend Backend => _joint.Backend;

    /// <inheritdoc/>
    public IReadOnlyDictionary<ParameterPath, Tensor> Parameters => _joint.Parameters;

    /// <inheritdoc/>
    public int StepsPerEpoch => _batches.StepsPerEpoch;

    /// <inheritdoc/>
    public IReadOnlyList<ReplayBatch<TNew, TEarlier>> Step(int epoch, int step)
    {
        var batches = Shares(_batches.Step(epoch, step), _task.WeightOf, 1).Select(batch => new ReplayBatch<TNew, TEarlier>(batch.Batch, default, isEarlier: false, batch.Share)).ToList();
        var index = (long)epoch * StepsPerEpoch + step;
        if ((index + 1) % _every != 0)
            return batches;
        var (round, ofEpoch) = Math.DivRem(index / _every, _earlierBatches.StepsPerEpoch);
        batches.AddRange(Shares(_earlierBatches.Step((int)round, (int)ofEpoch), _earlierTask.WeightOf, _weight).Select(batch => new ReplayBatch<TNew, TEarlier>(default, batch.Batch, isEarlier: true, batch.Share)));
        return batches;
    }

    /// <inheritdoc/>
    public double WeightOf(ReplayBatch<TNew, TEarlier> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _joint.WeightOf(batch);
    }

    /// <inheritdoc/>
    public Tensor Loss(Computation computation, ReplayBatch<TNew, TEarlier> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _joint.Loss(computation, batch);
    }

    /// <summary>What each batch of a task counts in the step, together as much as the task.</summary>
    private static IEnumerable<(TBatch Batch, double Share)> Shares<TBatch>(IReadOnlyList<TBatch> batches, Func<TBatch, double> weightOf, double weight)
    {
        var total = batches.Sum(weightOf);
        return batches.Select(batch => (batch, total > 0 ? weight * weightOf(batch) / total : 0));
    }
}

/// <summary>A batch of either task of a <see cref="Replay{TNew, TEarlier}"/>.</summary>
/// <typeparam name="TNew">Examples of the new task that are computed together.</typeparam>
/// <typeparam name="TEarlier">Examples of the earlier task that are computed together.</typeparam>
public sealed class ReplayBatch<TNew, TEarlier>
{
    internal ReplayBatch(TNew? ofNew, TEarlier? ofEarlier, bool isEarlier, double share) => (New, Earlier, IsEarlier, Share) = (ofNew, ofEarlier, isEarlier, share);

    /// <summary>Whether the batch is one of the earlier task.</summary>
    [MemberNotNullWhen(true, nameof(Earlier))]
    [MemberNotNullWhen(false, nameof(New))]
    public bool IsEarlier { get; }

    /// <summary>The batch of the new task, where it is one.</summary>
    public TNew? New { get; }

    /// <summary>The batch of the earlier task, where it is one.</summary>
    public TEarlier? Earlier { get; }

    /// <summary>How much it counts in its step.</summary>
    internal double Share { get; }
}
