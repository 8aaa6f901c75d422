using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// A perceptron with one hidden layer, softmax(V max(0, W x + b) + c), trained by AdamW on columns of mean 0 and variance 1: for what is in the vectors but not in a straight line. It can learn
/// more by heart than logistic regression does; look at the selectivity (Hewitt and Liang, 2019).
/// </summary>
public sealed record MultilayerPerceptronProbe : IProbe
{
    /// <inheritdoc/>
    public string Name => "multi-layer perceptron";

    /// <summary>How many hidden units, at least 1.</summary>
    public int HiddenSize { get; init; } = 256;

    /// <summary>How often each row has its turn, at least 1.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>How many rows are in a step, at least 1.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The highest learning rate, above 0; it falls to 0 in a straight line.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>The decay of the weights, at least 0.</summary>
    public float WeightDecay { get; init; } = 0.01f;

    /// <summary>The probability with which a hidden unit is set to 0 in training, from 0 to below 1.</summary>
    public float Dropout { get; init; }

    /// <summary>The seed of the first weights, the order of the rows and dropout.</summary>
    public ulong Seed { get; init; }

    /// <inheritdoc/>
    /// <remarks>It always begins anew, not at <paramref name="start"/>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public IFittedProbe Fit(ProbeMatrix x, ReadOnlyMemory<int> labels, int classes, IFittedProbe? start = null, int? threads = null, CancellationToken cancellation = default)
    {
        OptionRange.Require(HiddenSize, HiddenSize > 0, "There is at least one hidden unit.");
        OptionRange.Require(BatchSize, BatchSize > 0, "A step has at least one row.");
        OptionRange.Require(WeightDecay, WeightDecay >= 0, "Weights decay by at least 0.");
        ProbeInput.CheckTraining(x, labels.Span, classes);
        var moments = ColumnMoments.Of(x);
        if (!moments.Mean.All(double.IsFinite))
            throw ProbeInput.NotFinite(x);
        using var task = new PerceptronTask(x, labels, moments, HiddenSize, classes, Seed);
        var options = new TrainerOptions
        {
            Schedule = new LearningRateSchedule(LearningRate) { WarmupFraction = 0 },
            Optimizer = new AdamW { WeightDecay = WeightDecay },
            Epochs = Epochs,
            Dropout = Dropout,
            Seed = Seed,
            Threads = threads,
        };
        using var trainer = new Trainer<int[]>(task, options);
        int[] rows = [.. Enumerable.Range(0, x.Rows)];
        trainer.Run(new ShuffledBatches<int, int[]>(rows, BatchSize, Seed, batch => [.. batch]), cancellation: cancellation);
        return task.Read(threads ?? Environment.ProcessorCount);
    }
}
