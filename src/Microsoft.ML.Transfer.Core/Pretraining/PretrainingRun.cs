using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.ML.Transfer.Tokenizers;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>Trains a model on texts without labels, whether from a random start or further from where it stands.</summary>
/// <param name="objective">What it learns, with the model, which is changed in its place.</param>
/// <param name="tokenizer">The tokenizer of the model.</param>
/// <param name="options">How to train.</param>
internal sealed class PretrainingRun<TBatch>(IPretrainingObjective<TBatch> objective, PretrainedTokenizer tokenizer, PretrainingOptions options)
{
    // Averages are moved this often: each time is a pass over all weights.
    private const int StepsPerAverage = 8;
    private const int PassagesPerMeasuredBlock = 2;
    private const int BlocksPerMeasuredBatch = 8;
    private const string FileName = "training.safetensors";
    private const string NoteName = "pretraining";

    private readonly List<CurvePoint> _curve = [];
    private readonly Stopwatch _watch = new();
    private TimeSpan _before;
    private double _lossSum;
    private int _lossCount;
    private LanguageModelScore? _heldBefore;

    private sealed record Note(string Fingerprint, IReadOnlyList<CurvePoint> Curve, double LossSum, int LossCount, double Seconds, LanguageModelScore? Before);

    /// <summary>Trains.</summary>
    /// <param name="corpora">The tokens of the texts, with their weights.</param>
    /// <param name="held">The tokens of texts that are measured on the way; none where nothing is.</param>
    /// <param name="checkpoints">Where to write down how far it is, and to go on from; null for nowhere.</param>
    /// <param name="cancellation">Ends the training after the step at hand, with a checkpoint.</param>
    /// <exception cref="InvalidDataException">The folder holds another training.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="TrainingDivergedException">A loss was no finite number.</exception>
    public PretrainingSummary Run(IReadOnlyList<(TokenStore Store, double Weight)> corpora, IReadOnlyList<TokenStore> held, string? checkpoints, CancellationToken cancellation)
    {
        options.Check(objective.LongestBlock);
        var passages = new PassageSource(corpora, options.BlockLength, objective.SpecialTokens, options.UsedSplits, options.Seed);
        var blocksPerStep = Math.Max(1, options.TokensPerStep / options.BlockLength / objective.ReadingsPerBlock);
        var measured = Measured(held);
        var task = objective.Task;
        using var trainer = new Trainer<TBatch>(task, new TrainerOptions
        {
            Schedule = options.Schedule(),
            Optimizer = new AdamW { WeightDecay = options.WeightDecay, Beta2 = 0.98f, Epsilon = 1e-6f },
            ClippingNorm = options.ClippingNorm,
            Dropout = options.Dropout,
            Seed = options.Seed,
            Threads = options.Threads,
        });
        var average = options.AveragingDecay > 0 ? new WeightAverage(task.Parameters) : null;
        var fingerprint = Fingerprint(corpora, task);
        var path = checkpoints is null ? null : Path.Combine(checkpoints, FileName);
        if (path is not null && File.Exists(path))
            Resume(path, fingerprint, trainer, average);
        else
            _heldBefore = Measure(measured, average, cancellation);
        Train(trainer, Batch, average, measured, () => Save(path, fingerprint, trainer, average), cancellation);
        var after = Measure(measured, average, cancellation);
        // The model has the averages from here on.
        average?.Keep();
        var tokens = (long)trainer.StepsTaken * blocksPerStep * options.BlockLength;
        var length = options.UsedSplits.Average(split => (double)options.BlockLength / split);
        return new PretrainingSummary(_curve, trainer.StepsTaken, tokens, tokens * objective.OperationsPerToken(length), _before + _watch.Elapsed) { Before = _heldBefore, After = after };

        TBatch Batch(long step) => objective.Training(Enumerable.Range(0, blocksPerStep).Select(i => passages.Block(step * blocksPerStep + i)), step * blocksPerStep);
    }

    private void Train(
        Trainer<TBatch> trainer, Func<long, TBatch> batches, WeightAverage? average, IReadOnlyList<TBatch> measured, Action save, CancellationToken cancellation)
    {
        var steps = options.Steps;
        var first = trainer.StepsTaken;
        _watch.Start();
        while (trainer.StepsTaken < steps)
        {
            if (cancellation.IsCancellationRequested)
            {
                save();
                cancellation.ThrowIfCancellationRequested();
            }
            var step = trainer.Step([batches(trainer.StepsTaken)], steps);
            var tokens = (long)step.Step * options.TokensPerStep;
            _lossSum += step.Loss;
            _lossCount++;
            if (step.Step % StepsPerAverage == 0)
                average?.Update(MathF.Pow(DecayAt(step.Step), StepsPerAverage));
            var measures = step.Step % options.EvaluationSteps == 0 || step.Step == steps;
            var score = measures ? Measure(measured, average, cancellation) : null;
            if (measures)
            {
                _curve.Add(new CurvePoint(step.Step, tokens, _lossSum / _lossCount, score?.Loss ?? double.NaN, score?.Accuracy ?? double.NaN));
                (_lossSum, _lossCount) = (0, 0);
            }
            var elapsed = _watch.Elapsed;
            var left = elapsed / (step.Step - first) * (steps - step.Step);
            options.Progress?.Invoke(new PretrainingProgress(step.Step, steps, tokens, step.Loss, step.LearningRate, (long)(step.Step - first) * options.TokensPerStep / elapsed.TotalSeconds, left) { Held = score });
            if (step.Step % options.CheckpointSteps == 0 || step.Step == steps)
                save();
        }
        _watch.Stop();
    }

    /// <summary>An average over more steps than there were would hold on to the start.</summary>
    private float DecayAt(int step) => Math.Min(options.AveragingDecay, (1f + step) / (10f + step));

    /// <summary>Passages evenly spread over texts that are not trained on.</summary>
    private IReadOnlyList<TBatch> Measured(IReadOnlyList<TokenStore> held)
    {
        if (held.Count == 0)
            return [];
        var passages = new PassageSource([.. held.Select(store => (store, 1.0))], options.BlockLength, objective.SpecialTokens, [1], options.Seed);
        return [.. passages.Spread(options.EvaluationBlocks, PassagesPerMeasuredBlock).Chunk(BlocksPerMeasuredBatch).Select((blocks, i) => objective.Held(blocks, (long)i * BlocksPerMeasuredBatch))];
    }

    private LanguageModelScore? Measure(IReadOnlyList<TBatch> measured, WeightAverage? average, CancellationToken cancellation)
    {
        if (measured.Count == 0)
            return null;
        return average is null ? Score() : average.Borrow(Score);

        LanguageModelScore Score() => objective.Score(measured, options.Threads, cancellation);
    }

    private void Save(string? path, string fingerprint, Trainer<TBatch> trainer, WeightAverage? average)
    {
        if (path is null)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var note = new Note(fingerprint, _curve, _lossSum, _lossCount, (_before + _watch.Elapsed).TotalSeconds, _heldBefore);
        TrainingCheckpoint.Save(path, trainer.SaveState() with
        {
            Notes = new Dictionary<string, string>(StringComparer.Ordinal) { [NoteName] = JsonSerializer.Serialize(note, JsonFormat) },
            Kept = average?.Values ?? new Dictionary<Parameters.ParameterPath, float[]>(),
        });
    }

    private static JsonSerializerOptions JsonFormat { get; } = new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private void Resume(string path, string fingerprint, Trainer<TBatch> trainer, WeightAverage? average)
    {
        var state = TrainingCheckpoint.Load(path);
        if (!state.Notes.TryGetValue(NoteName, out var json) || JsonSerializer.Deserialize<Note>(json, JsonFormat) is not { } note)
            throw new InvalidDataException($"{path}: the file is a training, but no pre-training.");
        if (!string.Equals(note.Fingerprint, fingerprint, StringComparison.Ordinal))
            throw new InvalidDataException($"{path}: the training in this file was begun with another model, other texts, other options or another seed. Give another folder, or delete the file to begin anew.");
        trainer.RestoreState(state);
        average?.Restore(state.Kept);
        _curve.AddRange(note.Curve);
        (_lossSum, _lossCount, _before, _heldBefore) = (note.LossSum, note.LossCount, TimeSpan.FromSeconds(note.Seconds), note.Before);
    }

    /// <summary>Of everything that a step depends on: but for the length of the training, which may be made another.</summary>
    private string Fingerprint(IReadOnlyList<(TokenStore Store, double Weight)> corpora, ITrainingTask<TBatch> task)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(options.Settings() + objective.Settings + "\n"));
        hash.AppendData(tokenizer.ToJson());
        var values = Array.Empty<float>();
        foreach (var (path, tensor) in task.Parameters)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path.Value + "\n"));
            Array.Resize(ref values, checked((int)tensor.Shape.Count));
            tensor.CopyTo(values);
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
        }
        foreach (var (store, weight) in corpora)
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{store.Count} {store.Words} {store.Documents.Count} {weight:R}\n")));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
