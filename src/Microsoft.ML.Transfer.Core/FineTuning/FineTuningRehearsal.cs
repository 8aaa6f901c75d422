using System.Diagnostics;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Takes a few steps of a training at a learning rate of 0, which leaves the weights as they are bit for bit, to see how long they take and how much memory they need: the
/// longest step, and some that are spread over an epoch.
/// </summary>
/// <param name="task">What is learned.</param>
/// <param name="batches">Its examples.</param>
internal sealed class FineTuningRehearsal<TExample, TBatch>(IFineTuningTask<TExample, TBatch> task, ShuffledBatches<TExample, TBatch> batches)
{
    // A fiftieth of the training at most, but for very short ones.
    private const int StepsForOne = 50;
    private const int MostSteps = 12;
    private const int MostValidated = 64;

    // Below this the code is still being compiled to its final form while it runs.
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(700);

    /// <summary>How many steps were taken.</summary>
    public int StepsTaken { get; private set; }

    /// <summary>How long a phase will take, without its validation.</summary>
    /// <param name="options">How it is trained.</param>
    public TimeSpan Phase(TrainerOptions options)
    {
        using var trainer = new Trainer<TBatch>(task.Loss, options);
        var steps = batches.StepsPerEpoch;
        var lengths = Enumerable.Range(0, steps).Select(step => (double)batches.ExamplesOfStep(epoch: 0, step).Sum(task.LengthOf)).ToArray();
        var total = (long)steps * options.Epochs;
        var count = (int)Math.Clamp(total / StepsForOne, 1, Math.Min(MostSteps, steps));

        var longest = Array.IndexOf(lengths, lengths.Max());
        var start = Stopwatch.GetTimestamp();
        do
            Take(trainer, longest);
        while (total > 10L * StepsForOne && Stopwatch.GetElapsedTime(start) < WarmUp);

        var (seconds, length) = (0.0, 0.0);
        for (var i = 0; i < count; i++)
        {
            var step = (int)((i + 0.5) * steps / count);
            var before = Stopwatch.GetTimestamp();
            Take(trainer, step);
            seconds += Stopwatch.GetElapsedTime(before).TotalSeconds;
            length += lengths[step];
        }
        return TimeSpan.FromSeconds(seconds / length * lengths.Sum() * options.Epochs);
    }

    /// <summary>How long it takes to predict what is kept out once.</summary>
    public TimeSpan Validation(IReadOnlyList<TExample> validation, int? threads, CancellationToken cancellation)
    {
        if (validation.Count == 0)
            return TimeSpan.Zero;
        TExample[] some = [.. validation.Take(MostValidated)];
        task.Validate(some, threads, cancellation);
        var start = Stopwatch.GetTimestamp();
        task.Validate(some, threads, cancellation);
        return Stopwatch.GetElapsedTime(start) * ((double)validation.Sum(task.LengthOf) / some.Sum(task.LengthOf));
    }

    private void Take(Trainer<TBatch> trainer, int step)
    {
        trainer.Rehearse(batches.Step(epoch: 0, step));
        StepsTaken++;
    }
}
