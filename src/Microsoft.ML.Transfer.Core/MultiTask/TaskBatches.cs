using Microsoft.ML.Transfer.Tensors.Randomness;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Steps of several tasks, each of examples of one. An epoch has as many as all examples make; how many of them each task gets follows from <see cref="TaskSampling"/>, their order is drawn from
/// the seed. The examples of a task have their turn one after the other, in an order of their own, before any of them comes again, and go on where the epoch before stopped.
/// </summary>
internal sealed class TaskBatches : IFineTuningBatches<TaskExample, TaskBatch>
{
    private readonly ShuffledBatches<TaskExample, TaskBatch>[] _tasks;
    private readonly TaskSampling _sampling;
    private readonly int _epochs;
    private readonly ulong _seed;
    private int[] _order = [];
    private int[] _before = [];
    private int _epoch = -1;

    /// <param name="examples">At least one of each task.</param>
    /// <param name="taskCount">The number of tasks.</param>
    /// <param name="options">The size of batches, the number of epochs, and how often each task has its turn.</param>
    /// <param name="seed">Where every order comes from.</param>
    /// <param name="collate">Makes a batch of examples of one task.</param>
    public TaskBatches(IReadOnlyList<TaskExample> examples, int taskCount, MultiTaskOptions options, ulong seed, Func<IReadOnlyList<TaskExample>, TaskBatch> collate)
    {
        (_sampling, _epochs, _seed) = (options.Sampling, options.Epochs, seed);
        _tasks =
        [
            .. Enumerable.Range(0, taskCount).Select(task => new ShuffledBatches<TaskExample, TaskBatch>(
                [.. examples.Where(example => example.Task == task)], options.BatchSize, CounterRandom.StreamOf(FormattableString.Invariant($"task {task}")) ^ seed, collate, options.BatchesPerStep)),
        ];
    }

    /// <inheritdoc/>
    public int StepsPerEpoch => _tasks.Sum(task => task.StepsPerEpoch);

    /// <inheritdoc/>
    public int ComputedTogether
    {
        get => _tasks.Max(task => task.ComputedTogether);
        set
        {
            foreach (var task in _tasks)
                task.ComputedTogether = value;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<TaskExample> ExamplesOfStep(int epoch, int step)
    {
        var (task, turn) = Turn(epoch, step);
        return _tasks[task].ExamplesOfStep(turn / _tasks[task].StepsPerEpoch, turn % _tasks[task].StepsPerEpoch);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TaskBatch> Step(int epoch, int step)
    {
        var (task, turn) = Turn(epoch, step);
        return _tasks[task].Step(turn / _tasks[task].StepsPerEpoch, turn % _tasks[task].StepsPerEpoch);
    }

    /// <summary>How many steps of an epoch each task gets: its part of all of them, rounded so that none is left over.</summary>
    /// <param name="epoch">Which epoch, from 0.</param>
    internal int[] StepsOf(int epoch)
    {
        var exponent = _sampling switch
        {
            TaskSampling.Proportional => 1.0,
            TaskSampling.Uniform => 0.0,
            _ => _epochs == 1 ? 1 : 1 - 0.8 * Math.Min(epoch, _epochs - 1) / (_epochs - 1),
        };
        var weights = Array.ConvertAll(_tasks, task => Math.Pow(task.StepsPerEpoch, exponent));
        var total = weights.Sum();
        var shares = Array.ConvertAll(weights, weight => StepsPerEpoch * weight / total);
        // A little is added, so that a share that is whole is not taken for less.
        var steps = Array.ConvertAll(shares, share => (int)(share + 1e-9));
        foreach (var task in Enumerable.Range(0, shares.Length).OrderByDescending(task => shares[task] - steps[task]).Take(StepsPerEpoch - steps.Sum()).ToArray())
            steps[task]++;
        return steps;
    }

    /// <summary>Which task has a step, and how many steps of it came before since the start.</summary>
    private (int Task, int Turn) Turn(int epoch, int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, StepsPerEpoch);
        if (epoch != _epoch)
            Begin(epoch);
        var task = _order[step];
        return (task, _before[task] + _order.AsSpan(0, step).Count(task));
    }

    private void Begin(int epoch)
    {
        _before = new int[_tasks.Length];
        for (var e = 0; e < epoch; e++)
        {
            var steps = StepsOf(e);
            for (var task = 0; task < steps.Length; task++)
                _before[task] += steps[task];
        }
        _order = [.. StepsOf(epoch).SelectMany((steps, task) => Enumerable.Repeat(task, steps))];
        // Fisher and Yates: each order is as likely as any other.
        var random = new CounterRandom(_seed, CounterRandom.StreamOf("tasks") + (ulong)epoch);
        for (var i = _order.Length - 1; i > 0; i--)
        {
            var j = (int)(random.Uniform((ulong)i) * (i + 1));
            (_order[i], _order[j]) = (_order[j], _order[i]);
        }
        _epoch = epoch;
    }
}
