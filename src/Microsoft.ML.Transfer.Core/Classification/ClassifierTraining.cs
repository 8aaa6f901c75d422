using System.Diagnostics;
using Microsoft.ML.Transfer.Adaptations;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Tensors.Randomness;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>Trains the model of a classifier in its place.</summary>
/// <param name="classifier">The classifier, which nobody else uses yet.</param>
/// <param name="options">How it is trained.</param>
/// <param name="seed">Where the order of the examples and dropout come from.</param>
internal sealed class ClassifierTraining(TextClassifier classifier, FineTuningOptions options, ulong seed)
{
    public void Run(IReadOnlyList<ClassifiedText> examples, CancellationToken cancellationToken)
    {
        var sequences = classifier.Tokenize([.. examples.Select(example => (example.Text, example.Pair))]);
        var (training, validation) = Split([.. examples.Select((example, i) => new Example(sequences[i], example.Class))]);
        var config = classifier.Model.Model.Encoder.Config;
        var batches = new ShuffledBatches<Example, LabeledBatch>(training, options.BatchSize, seed, Collate);
        var task = new HeadTask(classifier.Model.Model, classifier.Model.Head, HeadLoss.OneClass, options.LabelSmoothing);
        foreach (var phase in options.Adaptation.Phases(config, options.Epochs))
            Run(task, phase, batches, training.Count, validation, cancellationToken);
        classifier.Model.Model.MergeAdaptation();
    }

    private void Run(HeadTask task, AdaptationPhase phase, ShuffledBatches<Example, LabeledBatch> batches, int examples, IReadOnlyList<Example> validation, CancellationToken cancellationToken)
    {
        var config = classifier.Model.Model.Encoder.Config;
        using var trainer = new Trainer<LabeledBatch>(task, new TrainerOptions
        {
            Schedule = new LearningRateSchedule(options.LearningRateFor(config.HiddenSize)) { WarmupFraction = options.WarmupShare },
            Optimizer = new AdamW { WeightDecay = options.WeightDecay },
            Epochs = phase.Epochs,
            Dropout = options.Dropout,
            Seed = seed,
            Threads = options.Threads,
            RateFactor = phase.RateFactor,
        });
        var best = new BestWeights(trainer.Trained.Select(path => task.Parameters[path]));
        var watch = Stopwatch.StartNew();
        trainer.Run(
            batches,
            step =>
            {
                var endsEpoch = step.Step % batches.StepsPerEpoch == 0;
                var result = endsEpoch && validation.Count > 0 ? Validate(validation, cancellationToken) : null;
                if (result is not null)
                    best.Offer(result);
                options.Progress?.Invoke(Report(step, endsEpoch, result, examples, batches.StepsPerEpoch, watch.Elapsed));
            },
            cancellationToken);
        best.Restore();
    }

    private FineTuningProgress Report(TrainingStep step, bool endsEpoch, ValidationResult? validation, int examples, int stepsPerEpoch, TimeSpan elapsed)
    {
        var inEpoch = (step.Step - 1) % stepsPerEpoch + 1;
        var seen = (step.Epoch - 1) * (long)examples + Math.Min(examples, (long)inEpoch * options.BatchSize);
        return new FineTuningProgress(step.Epoch, options.Epochs, step.Step, step.Steps, step.Loss, step.LearningRate, seen / elapsed.TotalSeconds, elapsed / step.Step * (step.Steps - step.Step))
        {
            EndsEpoch = endsEpoch,
            Validation = validation,
        };
    }

    /// <summary>Which examples are kept out is drawn from the seed.</summary>
    private (IReadOnlyList<Example> Training, IReadOnlyList<Example> Validation) Split(Example[] examples)
    {
        if (options.ValidationShare == 0)
            return (examples, []);
        var kept = Math.Clamp((int)Math.Round(options.ValidationShare * examples.Length), 1, examples.Length - 1);
        var random = new CounterRandom(seed, CounterRandom.StreamOf("validation"));
        var order = Enumerable.Range(0, examples.Length).OrderBy(i => random.Uniform((ulong)i)).ToArray();
        // The order of the file is kept within each part.
        return ([.. order[kept..].Order().Select(i => examples[i])], [.. order[..kept].Order().Select(i => examples[i])]);
    }

    private ValidationResult Validate(IReadOnlyList<Example> examples, CancellationToken cancellationToken)
    {
        var probabilities = classifier.Predict([.. examples.Select(example => example.Sequence)], options.Threads, cancellationToken);
        var (loss, right) = (0.0, 0);
        for (var i = 0; i < examples.Count; i++)
        {
            var row = probabilities.AsSpan(i * classifier.ClassCount, classifier.ClassCount);
            var actual = row[examples[i].Class];
            loss -= Math.Log(Math.Max(actual, float.Epsilon));
            right += System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(row) == examples[i].Class ? 1 : 0;
        }
        return new ValidationResult(loss / examples.Count, (double)right / examples.Count);
    }

    private static LabeledBatch Collate(IReadOnlyList<Example> examples)
    {
        var builder = new TokenBatchBuilder();
        foreach (var example in examples)
            builder.Add(example.Sequence.Ids, example.Sequence.TypeIds);
        return new LabeledBatch(builder.Build()) { Classes = examples.Select(example => example.Class).ToArray() };
    }

    private sealed record Example(TextWindow Sequence, int Class);
}
