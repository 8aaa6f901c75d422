namespace Microsoft.ML.Transfer.Probing;

/// <summary>How often rows of each class were taken for each class.</summary>
public sealed class ConfusionCounts
{
    private readonly long[] _counts;

    private ConfusionCounts(long[] counts, int classes) => (_counts, Classes) = (counts, classes);

    /// <summary>Counts predictions.</summary>
    /// <param name="labels">The true class of each row, from 0.</param>
    /// <param name="predictions">The predicted one.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <exception cref="ArgumentException">There are not as many predictions as labels.</exception>
    public static ConfusionCounts Of(ReadOnlySpan<int> labels, ReadOnlySpan<int> predictions, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        if (labels.Length != predictions.Length)
            throw new ArgumentException($"There are {predictions.Length} predictions for {labels.Length} labels.", nameof(predictions));
        var counts = new long[classes * classes];
        for (var i = 0; i < labels.Length; i++)
            counts[labels[i] * classes + predictions[i]]++;
        return new ConfusionCounts(counts, classes);
    }

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>How many rows of one class were taken for another.</summary>
    /// <param name="label">The true class.</param>
    /// <param name="prediction">The predicted one.</param>
    public long this[int label, int prediction] => _counts[label * Classes + prediction];

    /// <summary>How many rows there are.</summary>
    public long Rows => _counts.Sum();

    /// <summary>The part of the rows that was right, from 0 to 1; 0 without rows.</summary>
    public double Accuracy => Rows == 0 ? 0 : (double)Enumerable.Range(0, Classes).Sum(c => this[c, c]) / Rows;

    /// <summary>The mean of the F1 of the classes that occur as a label or as a prediction.</summary>
    public double MacroF1
    {
        get
        {
            var scores = Enumerable.Range(0, Classes).Where(c => Labelled(c) + Predicted(c) > 0).Select(F1).ToList();
            return scores.Count == 0 ? 0 : scores.Average();
        }
    }

    /// <summary>2 · right / (labelled + predicted) of a class; 0 where it occurs as neither.</summary>
    public double F1(int label)
    {
        var either = Labelled(label) + Predicted(label);
        return either == 0 ? 0 : 2.0 * this[label, label] / either;
    }

    private long Labelled(int label) => Enumerable.Range(0, Classes).Sum(c => this[label, c]);

    private long Predicted(int label) => Enumerable.Range(0, Classes).Sum(c => this[c, label]);
}
