using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>The sentences of an edge task, divided and with classes in numbers; trains probes on layers and scores them.</summary>
internal sealed class EdgeTrial
{
    private readonly EdgeProbingOptions _options;
    private readonly bool _arePairs;
    private readonly int? _threads;
    private readonly Bootstrap _bootstrap;

    /// <param name="training">The sentences to learn from.</param>
    /// <param name="test">The sentences to be scored on, at least one.</param>
    /// <param name="labels">The classes.</param>
    /// <param name="arePairs">Whether there are two spans.</param>
    /// <param name="options">How to train.</param>
    /// <param name="threads">How many threads compute.</param>
    public EdgeTrial(IReadOnlyList<EdgeSentence> training, IReadOnlyList<EdgeSentence> test, IReadOnlyList<string> labels, bool arePairs, EdgeProbingOptions options, int? threads)
    {
        (Training, Test, Labels, _arePairs, _options, _threads) = (training, test, labels, arePairs, options, threads);
        _bootstrap = new Bootstrap(test.Count, options.Seed);
    }

    public IReadOnlyList<EdgeSentence> Training { get; }

    public IReadOnlyList<EdgeSentence> Test { get; }

    public IReadOnlyList<string> Labels { get; }

    /// <summary>Trains a probe on layers.</summary>
    /// <param name="layers">The vectors of all words, by layer.</param>
    /// <param name="cancellation">Ends the training after the step at hand.</param>
    /// <returns>Its accuracy on the test sentences, and the shares of the layers.</returns>
    public (ProbeScore Accuracy, double[] Weights) Run(IReadOnlyList<ProbeMatrix> layers, CancellationToken cancellation)
    {
        using var probe = new EdgeProbe(layers, _arePairs, Labels.Count, _options.Width, _options.Seed);
        var batches = new ShuffledBatches<EdgeSentence, EdgeBatch>(Training, _options.BatchSize, _options.Seed, sentences => new EdgeBatch(sentences));
        using (var trainer = new Trainer<EdgeBatch>(probe, TrainerOptions()))
            trainer.Run(batches, cancellation: cancellation);
        return (Score(sentence => Right(probe, sentence, cancellation)), probe.LayerWeights());
    }

    /// <summary>The accuracy of always saying the most frequent class of the training.</summary>
    public ProbeScore Majority()
    {
        var counts = new int[Labels.Count];
        foreach (var example in Training.SelectMany(sentence => sentence.Examples))
            counts[example.Label]++;
        var majority = Array.IndexOf(counts, counts.Max());
        return Score(sentence => sentence.Examples.Count(example => example.Label == majority));
    }

    internal TrainerOptions TrainerOptions() => new()
    {
        Optimizer = new AdamW { WeightDecay = 0f },
        Schedule = new LearningRateSchedule(_options.LearningRate) { WarmupFraction = 0 },
        Epochs = _options.Epochs,
        Dropout = _options.Dropout,
        Seed = _options.Seed,
        Threads = _threads,
    };

    private ProbeScore Score(Func<EdgeSentence, int> right) => _bootstrap.Ratio([.. Test.Select(sentence => (double)right(sentence))], [.. Test.Select(sentence => (double)sentence.Examples.Count)]);

    private int Right(EdgeProbe probe, EdgeSentence sentence, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (sentence.Examples.Count == 0)
            return 0;
        using var arena = probe.Backend.CreateArena();
        var scores = probe.Score(new Computation(probe.Backend, arena), new EdgeBatch([sentence]));
        var values = new float[scores.Shape.Count];
        scores.CopyTo(values);
        var right = 0;
        for (var i = 0; i < sentence.Examples.Count; i++)
        {
            if (TensorPrimitives.IndexOfMax<float>(values.AsSpan(i * Labels.Count, Labels.Count)) == sentence.Examples[i].Label)
                right++;
        }
        return right;
    }
}
