namespace Microsoft.ML.Transfer;

/// <summary>How well the labels of texts that have any number of them are predicted.</summary>
/// <param name="MicroF1">
/// The F1 of all answers together, from 0 to 1: 2·tp / (2·tp + fp + fn), with the right, the wrong and the missing labels of all texts. 0 where no label is there or predicted.
/// </param>
/// <param name="MacroF1">The mean of the labels' own F1, so that rare labels count as much as frequent ones.</param>
/// <param name="SubsetAccuracy">The part of the texts whose labels are predicted without an error.</param>
/// <param name="HammingLoss">The part of all answers, one for each text and label, that is wrong.</param>
/// <param name="LabelF1">The F1 of each label; 0 where it is nowhere there or predicted.</param>
public sealed record MultiLabelMetrics(double MicroF1, double MacroF1, double SubsetAccuracy, double HammingLoss, IReadOnlyList<double> LabelF1)
{
    /// <summary>Measures predictions.</summary>
    /// <param name="probabilities">The probability of each label. <i>Shape:</i> [texts, labels], row-major, at least one text.</param>
    /// <param name="targets">1 where the text has the label, else 0; of the same shape.</param>
    /// <param name="labelCount">The number of labels, at least 1.</param>
    /// <param name="threshold">The probability from which a label is predicted.</param>
    /// <exception cref="ArgumentException">The shapes are not alike, or there are no texts.</exception>
    public static MultiLabelMetrics Of(ReadOnlySpan<float> probabilities, ReadOnlySpan<float> targets, int labelCount, float threshold = MultiLabelClassifier.DefaultThreshold)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labelCount, 1);
        if (targets.IsEmpty || probabilities.Length != targets.Length || targets.Length % labelCount != 0)
            throw new ArgumentException($"Expected {labelCount} probabilities and as many targets for each text, and at least one text; got {probabilities.Length} probabilities and {targets.Length} targets.", nameof(probabilities));
        var texts = targets.Length / labelCount;
        var counts = new Counts[labelCount];
        var right = 0;
        for (var text = 0; text < texts; text++)
        {
            var errors = 0;
            for (var label = 0; label < labelCount; label++)
            {
                var (isPredicted, isThere) = (probabilities[text * labelCount + label] >= threshold, targets[text * labelCount + label] > 0.5f);
                counts[label] += new Counts(isPredicted && isThere ? 1 : 0, isPredicted != isThere ? 1 : 0);
                errors += isPredicted != isThere ? 1 : 0;
            }
            right += errors == 0 ? 1 : 0;
        }
        double[] labelF1 = [.. counts.Select(count => count.F1)];
        var all = counts.Aggregate((sum, count) => sum + count);
        return new MultiLabelMetrics(all.F1, labelF1.Average(), (double)right / texts, (double)all.Wrong / targets.Length, labelF1);
    }

    /// <summary>Labels that are rightly predicted, and those that are wrongly predicted or missing.</summary>
    private readonly record struct Counts(long Right, long Wrong)
    {
        public double F1 => Right == 0 ? 0 : 2.0 * Right / (2 * Right + Wrong);

        public static Counts operator +(Counts a, Counts b) => new(a.Right + b.Right, a.Wrong + b.Wrong);
    }
}
