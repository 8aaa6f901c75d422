namespace Microsoft.ML.Transfer.Training;

/// <summary>
/// Finds a learning rate by trying them (Smith, 2017): a short training whose rate rises exponentially from step to step, until the loss runs away. Where the loss falls fastest
/// is a good highest rate for the training itself.
/// </summary>
public static class LearningRateFinder
{
    /// <summary>
    /// Tries rates on a training as it is. Afterwards its weights, what the optimizer remembers and how far it is are as before, bit for bit; meanwhile all of that is
    /// kept a second time.
    /// </summary>
    /// <typeparam name="TBatch">Examples that are computed together.</typeparam>
    /// <param name="trainer">The training; its schedule has no part, everything else does.</param>
    /// <param name="batches">The examples, from the first epoch on.</param>
    /// <param name="search">Which rates; the defaults when left out.</param>
    /// <param name="cancellation">Ends the search after the step at hand.</param>
    /// <exception cref="ArgumentException">The highest rate is not above the lowest.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled; the training is as before.</exception>
    public static LearningRateCurve Find<TBatch>(Trainer<TBatch> trainer, ITrainingBatches<TBatch> batches, LearningRateSearch? search = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(batches);
        search ??= new LearningRateSearch();
        if (search.Highest <= search.Lowest)
            throw new ArgumentException(FormattableString.Invariant($"The highest rate {search.Highest} must be above the lowest {search.Lowest}."), nameof(search));
        var state = trainer.SaveState();
        var losses = new List<double>();
        try
        {
            var (average, lowest) = (0.0, double.PositiveInfinity);
            for (var step = 0; step < search.Steps; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                losses.Add(trainer.Step(batches.Step(step / batches.StepsPerEpoch, step % batches.StepsPerEpoch), search.Steps, search.At(step)).Loss);
                average = search.Smoothing * average + (1 - search.Smoothing) * losses[^1];
                // The average began at 0.
                var smoothed = average / (1 - Math.Pow(search.Smoothing, step + 1));
                if (smoothed > search.StopFactor * lowest)
                    break;
                lowest = Math.Min(lowest, smoothed);
            }
        }
        catch (TrainingDivergedException)
        {
            // The curve ends before the rate that was too much.
        }
        finally
        {
            trainer.RestoreState(state);
        }
        return LearningRateCurve.Of([.. losses.Select((_, step) => search.At(step))], losses, search.Smoothing);
    }
}
