using System.Diagnostics;
using Microsoft.ML.Transfer.Adaptations;
using Microsoft.ML.Transfer.Forgetting;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Fine-tunes a model in its place, whatever it learns: the phases of its adaptation one after the other, with what was kept out predicted after each epoch, and checkpoints
/// from which it goes on with the same bits. The model holds the best weights afterwards.
/// </summary>
/// <typeparam name="TExample">Something to learn from, tokenized.</typeparam>
/// <typeparam name="TBatch">Examples that are computed together.</typeparam>
/// <param name="task">What is learned.</param>
/// <param name="options">How it is trained.</param>
/// <param name="seed">Where the order of the examples and dropout come from.</param>
internal sealed class FineTuningRun<TExample, TBatch>(IFineTuningTask<TExample, TBatch> task, FineTuningOptions options, ulong seed)
{
    // The memory of new objects before the garbage is collected, as the runtime sets it on common processors.
    private const long MostGarbage = 32 << 20;

    // Of each weight: a gradient or a copy, and two numbers of the optimizer.
    private const int OptimizerCopies = 3;

    private readonly Stopwatch _watch = new();
    private readonly List<EpochSummary> _epochs = [];
    private IReadOnlyList<AdaptationPhase> _phases = [];
    private IReadOnlyList<TExample> _validation = [];
    private FineTuningCheckpoint? _checkpoint;
    private ParameterValues? _start;
    private double? _found;
    private string _fingerprint = "";
    private BestWeights _best = null!;
    private IFineTuningBatches<TExample, TBatch> _batches = null!;
    private double _lossSum;
    private int _stepsTakenHere;
    private long _examplesSeenHere;
    private string? _notice;

    /// <summary>Trains.</summary>
    /// <param name="training">What to learn from, at least one example.</param>
    /// <param name="validation">What is kept out, by which the best epoch is chosen; empty where all is trained on and the last weights are kept.</param>
    /// <param name="cancellation">Ends the training after the step at hand.</param>
    /// <exception cref="InvalidDataException">The checkpoint folder holds another training.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled; where there is a checkpoint folder, it goes on from there.</exception>
    /// <exception cref="OutOfMemoryException">There is not memory for a single example.</exception>
    /// <exception cref="TrainingDivergedException">A loss was no finite number; the weights are those of the last good step.</exception>
    public FineTuningSummary Run(IReadOnlyList<TExample> training, IReadOnlyList<TExample> validation, CancellationToken cancellation)
    {
        _phases = options.Phases(task.Config);
        if (options.Adaptation.Method.AddsModules && !task.Loss.Parameters.Keys.Any(AddedPaths.Contains))
            throw new InvalidOperationException($"The model was built without the modules of the adaptation {options.Adaptation}.");
        _validation = validation;
        var last = _phases[^1];
        _best = new BestWeights(task.Loss.Parameters.Where(parameter => last.RateFactor?.Invoke(parameter.Key) != 0f).ToDictionary());
        _batches = task.Batches(training, options, seed);
        // Where the weights begin, before a phase moves them or a checkpoint takes their place.
        _start = options.Penalty is not null || options.ReportsForgetting ? ParameterValues.Of(task.Loss.Parameters, path => !task.IsNew(path)) : null;
        var (phase, resumed) = (0, default(TrainingState));
        if (options.CheckpointFolder is { } folder)
        {
            _checkpoint = new FineTuningCheckpoint(folder);
            _fingerprint = FineTuningCheckpoint.Fingerprint(task, options, seed, training, validation);
            if (_checkpoint.Load(_fingerprint) is var (state, note))
                (phase, resumed) = (Resume(state, note), state);
        }
        if (options is { LearningRate: null, LearningRateSearch: { } search })
            _found = FindLearningRate(search, cancellation);
        if (options.Estimate is { } estimate)
            estimate(Rehearse(cancellation));
        _watch.Start();
        var stopsEarly = StopsEarly(phase);
        for (; phase < _phases.Count && !stopsEarly; phase++)
        {
            stopsEarly = RunPhase(phase, resumed, cancellation);
            resumed = null;
        }
        _best.Restore();
        task.Finish();
        return new FineTuningSummary(
            [.. _epochs], training.Count, validation.Count, _epochs.Count * _batches.StepsPerEpoch, _best.Epoch == 0 ? _epochs.Count : _best.Epoch, stopsEarly, _watch.Elapsed)
        {
            Forgetting = options.ReportsForgetting ? ForgettingReport.Compare(_start!, task.Loss.Parameters) : null,
        };
    }

    /// <summary>What the whole training needs.</summary>
    private FineTuningEstimate Rehearse(CancellationToken cancellation)
    {
        var rehearsal = new FineTuningRehearsal<TExample, TBatch>(task, _batches);
        var save = RehearsedSave();
        var steps = EpochsBefore(_phases.Count) * _batches.StepsPerEpoch;
        var allocated = GC.GetTotalAllocatedBytes();
        var duration = _phases.Select((_, phase) => rehearsal.Phase(Options(phase), save, SavesOf(phase))).Aggregate(TimeSpan.Zero, (sum, phase) => sum + phase);
        // What is made in a step is collected now and then; until then it takes memory.
        var garbage = Math.Min(MostGarbage, (GC.GetTotalAllocatedBytes() - allocated) / rehearsal.StepsTaken * steps);
        duration += rehearsal.Validation(_validation, options.Threads, cancellation) * EpochsBefore(_phases.Count);
        using var process = Process.GetCurrentProcess();
        return new FineTuningEstimate(process.PeakWorkingSet64 + garbage + OfWords() + OfCopies(), duration, steps, rehearsal.StepsTaken);
    }

    /// <summary>Gradients and what the optimizer remembers of the words' vectors, which take memory as the words occur: few do in the rehearsal.</summary>
    private long OfWords()
    {
        var words = (long)task.Config.VocabularySize * (task.Config.Embeddings.Size ?? task.Config.HiddenSize);
        return _best.Parameters.Any(parameter => parameter.Shape.Count == words) ? OptimizerCopies * words * sizeof(float) : 0;
    }

    /// <summary>The best weights. Where there are checkpoints, the rehearsal wrote one, with a copy of the weights in it, and the memory for both was measured with the rest.</summary>
    private long OfCopies() => _validation.Count > 0 && _checkpoint is null ? _best.Parameters.Sum(parameter => (long)parameter.Shape.Count) * sizeof(float) : 0;

    /// <summary>Writes a checkpoint as large as they will be, and deletes it; null where there are none.</summary>
    private Action<TrainingState>? RehearsedSave()
    {
        if (_checkpoint is not { } checkpoint)
            return null;
        var kept = _best.Empty();
        if (_validation.Count > 0)
            kept.Offer(new ValidationResult(0, "", 0), epoch: 1);
        var note = new FineTuningCheckpoint.Note(_fingerprint, Phase: 0, _batches.ComputedTogether, LossSum: 0, Epochs: [], kept.Result, kept.Epoch);
        return state => checkpoint.Rehearse(state, note, kept);
    }

    /// <summary>How often a phase writes a checkpoint.</summary>
    private int SavesOf(int phase)
    {
        var (perEpoch, epochs) = (_batches.StepsPerEpoch, _phases[phase].Epochs);
        return options.CheckpointSteps is { } every ? Enumerable.Range(1, perEpoch * epochs).Count(step => step % perEpoch == 0 || step % every == 0) : epochs;
    }

    private int EpochsBefore(int phase) => _phases.Take(phase).Sum(before => before.Epochs);

    private int Resume(TrainingState state, FineTuningCheckpoint.Note note)
    {
        _epochs.AddRange(note.Epochs);
        _lossSum = note.LossSum;
        _batches.ComputedTogether = note.ComputedTogether;
        if (note.Best is not null)
            _best.Resume(note.Best, note.BestEpoch, state.Kept);
        return note.Phase;
    }

    /// <returns>Whether the training ends early.</returns>
    private bool RunPhase(int phase, TrainingState? resumed, CancellationToken cancellation)
    {
        using var trainer = new Trainer<TBatch>(task.Loss, Options(phase));
        if (resumed is not null)
            trainer.RestoreState(resumed);
        var perEpoch = _batches.StepsPerEpoch;
        var steps = perEpoch * _phases[phase].Epochs;
        while (trainer.StepsTaken < steps)
        {
            if (cancellation.IsCancellationRequested)
            {
                Save(trainer, phase);
                cancellation.ThrowIfCancellationRequested();
            }
            var epoch = EpochsBefore(phase) + trainer.StepsTaken / perEpoch;
            var step = Take(trainer, phase, epoch, steps);
            _lossSum += step.Loss;
            var endsEpoch = trainer.StepsTaken % perEpoch == 0;
            if (endsEpoch)
                EndEpoch(epoch + 1, cancellation);
            var stopsEarly = endsEpoch && trainer.StepsTaken < steps && StopsEarly(phase);
            if (stopsEarly)
                _notice = FormattableString.Invariant($"The training ends here: nothing became better in {options.Patience} epochs.");
            Report(step, phase, epoch, endsEpoch);
            if (endsEpoch || trainer.StepsTaken % (options.CheckpointSteps ?? int.MaxValue) == 0)
                Save(trainer, phase);
            if (stopsEarly)
                return true;
        }
        return false;
    }

    /// <summary>The rate that was found, in the phases like that which it was found for.</summary>
    private double LearningRate(int phase) =>
        _found is { } found && _phases[phase].IsHeadOnly == _phases[^1].IsHeadOnly ? found : options.LearningRateFor(task.Config.HiddenSize, _phases[phase]);

    private double FindLearningRate(LearningRateSearch search, CancellationToken cancellation)
    {
        using var trainer = new Trainer<TBatch>(task.Loss, Options(_phases.Count - 1));
        var usual = LearningRate(_phases.Count - 1);
        var suggestion = LearningRateFinder.Find(trainer, _batches, search, cancellation).Suggestion;
        _notice = suggestion is { } rate
            ? FormattableString.Invariant($"The loss fell fastest at the learning rate {rate:0.0#E+0}, which is taken.")
            : FormattableString.Invariant($"The loss fell at no learning rate that was tried; the usual rate {usual:0.0#E+0} is taken.");
        return suggestion ?? usual;
    }

    private TrainerOptions Options(int phase) => new()
    {
        Schedule = new LearningRateSchedule(LearningRate(phase), options.Decay) { WarmupFraction = options.WarmupShare },
        Optimizer = options.Optimizer ?? new AdamW { WeightDecay = options.WeightDecay },
        Epochs = _phases[phase].Epochs,
        ClippingNorm = options.ClippingNorm,
        Dropout = options.Dropout,
        // Each phase drops other activations.
        Seed = unchecked(seed + (ulong)phase * 0x9E3779B97F4A7C15),
        Threads = options.Threads,
        RecomputesLayers = options.RecomputesLayers,
        RateFactor = _phases[phase].RateFactor,
        // The head is new, and nothing of it is forgotten.
        Penalty = _phases[phase].IsHeadOnly ? null : options.Penalty,
        StartingWeights = _start,
    };

    /// <summary>Takes a step, with fewer examples at once where the memory is too small for all of a batch.</summary>
    private TrainingStep Take(Trainer<TBatch> trainer, int phase, int epoch, int steps)
    {
        while (true)
        {
            try
            {
                var step = trainer.Step(_batches.Step(epoch, trainer.StepsTaken % _batches.StepsPerEpoch), steps);
                _stepsTakenHere++;
                return step;
            }
            catch (OutOfMemoryException) when (_batches.ComputedTogether > 1)
            {
                var before = _batches.ComputedTogether;
                _batches.ComputedTogether = (before + 1) / 2;
                _notice = FormattableString.Invariant($"The memory is too small for {before} examples at once: from here {_batches.ComputedTogether} are computed together, and their gradients added up to the same steps.");
            }
            catch (TrainingDivergedException)
            {
                Save(trainer, phase);
                throw;
            }
        }
    }

    private void EndEpoch(int epoch, CancellationToken cancellation)
    {
        var result = _validation.Count > 0 ? task.Validate(_validation, options.Threads, cancellation) : null;
        if (result is not null)
            _best.Offer(result, epoch);
        _epochs.Add(new EpochSummary(epoch, _lossSum / _batches.StepsPerEpoch, result));
        _lossSum = 0;
    }

    /// <summary>Only the last phase ends early: those before it prepare it.</summary>
    private bool StopsEarly(int phase) => options.Patience is { } patience && _validation.Count > 0 && phase == _phases.Count - 1
        && _epochs.Count - Math.Max(_best.Epoch, EpochsBefore(phase)) >= patience;

    private void Save(Trainer<TBatch> trainer, int phase) =>
        _checkpoint?.Save(trainer.SaveState(), new FineTuningCheckpoint.Note(_fingerprint, phase, _batches.ComputedTogether, _lossSum, [.. _epochs], _best.Result, _best.Epoch), _best);

    private void Report(TrainingStep step, int phase, int epoch, bool endsEpoch)
    {
        var perEpoch = _batches.StepsPerEpoch;
        _examplesSeenHere += _batches.ExamplesOfStep(epoch, (step.Step - 1) % perEpoch).Count;
        var (taken, steps) = (EpochsBefore(phase) * perEpoch + step.Step, EpochsBefore(_phases.Count) * perEpoch);
        var elapsed = _watch.Elapsed;
        options.Progress?.Invoke(new FineTuningProgress(
            epoch + 1, EpochsBefore(_phases.Count), taken, steps, step.Loss, step.LearningRate, _examplesSeenHere / elapsed.TotalSeconds, elapsed / _stepsTakenHere * (steps - taken))
        {
            EndsEpoch = endsEpoch,
            Validation = endsEpoch ? _epochs[^1].Validation : null,
            Notice = _notice,
        });
        _notice = null;
    }
}
