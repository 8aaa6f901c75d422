using System.Diagnostics;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Takes a few steps of a training at a learning rate of 0, which leaves the weights as they are bit for bit, to see how long they take and how much memory they need: the
/// longest step, and some that are spread over an epoch.
/// </summary>
/// <param name="task">What is learned.</param>
/// <param name="batches">Its examples.</param>
internal sealed class FineTuningRehearsal<TExample, TBatch>(IFineTuningTask<TExample, TBatch> task, IFineTuningBatches<TExample, TBatch> batches)
{
    // A small part of the training at most, but for very short ones.
    private const int StepsForOne = 25;
    private const int FewestSteps = 3;
    private const int MostSteps = 48;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(1.5);
    private const int MostValidated = 512;

    // While the code runs, it is still being compiled to its final form. A small part of a short training is spent on that, or three seconds.
    private const double WarmUpShare = 0.08;
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(3);

    /// <summary>How many steps were taken.</summary>
    public int StepsTaken { get; private set; }

    /// <summary>How long a phase will take, without its validation.</summary>
    /// <param name="options">How it is trained.</param>
    /// <param name="save">Writes a checkpoint; null where there are none.</param>
    /// <param name="saves">How often the phase does so.</param>
    public TimeSpan Phase(TrainerOptions options, Action<TrainingState>? save = null, int saves = 0)
    {
        using var trainer = new Trainer<TBatch>(task.Loss, options);
        var steps = batches.StepsPerEpoch;
        var lengths = Enumerable.Range(0, steps).Select(step => (double)batches.ExamplesOfStep(epoch: 0, step).Sum(task.LengthOf)).ToArray();
        var total = (long)steps * options.Epochs;
        var count = (int)Math.Clamp(total / StepsForOne, 1, Math.Min(MostSteps, steps));

        var longest = Array.IndexOf(lengths, lengths.Max());
        Take(trainer, longest);
        var (start, taken) = (Stopwatch.GetTimestamp(), 0);
        TimeSpan elapsed;
        do
        {
            Take(trainer, Spread(taken++));
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed < LongestWarmUp && elapsed < WarmUpShare / taken * total * elapsed);

        var seconds = new List<double>(count);
        for (start = Stopwatch.GetTimestamp(); seconds.Count < count && (seconds.Count < FewestSteps || Stopwatch.GetElapsedTime(start) < Enough);)
        {
            var step = Spread(seconds.Count);
            var before = Stopwatch.GetTimestamp();
            Take(trainer, step);
            seconds.Add(Stopwatch.GetElapsedTime(before).TotalSeconds / lengths[step]);
        }
        // Now and then something else takes the processor, the compiler above all: the lower quartile.
        seconds.Sort();
        return TimeSpan.FromSeconds(seconds[seconds.Count / 4] * lengths.Sum() * options.Epochs) + (save is null ? TimeSpan.Zero : TimeOf(() => save(trainer.SaveState())) * saves);

        // A prime takes every step in turn, far apart.
        int Spread(int i) => (int)(i * 7919L % steps);
    }

    /// <summary>How long it takes to predict what is kept out once.</summary>
    public TimeSpan Validation(IReadOnlyList<TExample> validation, int? threads, CancellationToken cancellation)
    {
        if (validation.Count == 0)
            return TimeSpan.Zero;
        TExample[] some = [.. validation.Take(MostValidated)];
        return TimeOf(() => task.Validate(some, threads, cancellation)) * ((double)validation.Sum(task.LengthOf) / some.Sum(task.LengthOf));
    }

    /// <summary>How long something takes that was done once before.</summary>
    private static TimeSpan TimeOf(Action work)
    {
        work();
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start);
    }

    private void Take(Trainer<TBatch> trainer, int step)
    {
        trainer.Rehearse(batches.Step(epoch: 0, step));
        StepsTaken++;
    }
}
