namespace Microsoft.ML.Transfer.Cli.Forwarding;

/// <summary>The losses that models are trained by, in double precision, to compare with another engine; null where nothing is asked.</summary>
internal static class HeadLoss
{
    // What other engines put where a token has no label.
    private const int NoLabel = -100;

    /// <summary>Cross-entropy of one class, binary cross-entropy of several, or the mean squared error of a number.</summary>
    /// <param name="scores"><i>Shape:</i> [sequences, size].</param>
    /// <param name="size">The number of scores of a sequence.</param>
    /// <param name="labels">A row of one class, of <paramref name="size"/> classes, or of one number, for each sequence.</param>
    public static double? OfSequences(float[] scores, int size, BatchLabels? labels)
    {
        if (labels?.Classes is not { } classes || classes.Length != scores.Length / size)
            return null;
        if (size == 1)
            return classes.Select((row, i) => Math.Pow(scores[i] - row[0], 2)).Average();
        return classes[0].Length == size
            ? classes.SelectMany(row => row).Select((label, i) => Softplus(scores[i]) - label * scores[i]).Average()
            : CrossEntropy(scores, size, [.. classes.Select(row => (int)row[0])]);
    }

    /// <summary>Cross-entropy of a class for each token.</summary>
    public static double? OfTokens(float[] scores, int size, BatchLabels? labels) =>
        labels?.Classes is { } classes && classes.Sum(row => row.Length) == scores.Length / size
            ? CrossEntropy(scores, size, [.. classes.SelectMany(row => row).Select(label => (int)label)])
            : null;

    /// <summary>The mean of the cross-entropies of an answer's begin and end, each among all tokens of its sequence.</summary>
    public static double? OfAnswers(float[] starts, float[] ends, int length, BatchLabels? labels) =>
        labels is { Starts: { } start, Ends: { } end } ? (CrossEntropy(starts, length, start) + CrossEntropy(ends, length, end)) / 2 : null;

    /// <summary>Cross-entropy of each token that the mask shows, but the first of a sequence, under the scores of the one before.</summary>
    public static double? OfNextTokens(float[] scores, int size, PaddedBatch batch)
    {
        var labels = new int[batch.SequenceCount * batch.Length];
        Array.Fill(labels, NoLabel);
        for (var i = 0; i < batch.SequenceCount; i++)
        {
            for (var t = 1; t < batch.Length; t++)
            {
                if (batch.Shows(i, t))
                    labels[i * batch.Length + t - 1] = batch.Ids[i][t];
            }
        }
        return CrossEntropy(scores, size, labels);
    }

    private static double? CrossEntropy(float[] scores, int size, int[] labels)
    {
        var (sum, count) = (0.0, 0);
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0 || labels[i] >= size)
                continue;
            var row = scores.AsSpan(i * size, size);
            var largest = System.Numerics.Tensors.TensorPrimitives.Max<float>(row);
            var total = 0.0;
            foreach (var score in row)
                total += Math.Exp((double)score - largest);
            sum += largest + Math.Log(total) - row[labels[i]];
            count++;
        }
        return count == 0 ? null : sum / count;
    }

    /// <summary>log(1 + eˣ).</summary>
    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
