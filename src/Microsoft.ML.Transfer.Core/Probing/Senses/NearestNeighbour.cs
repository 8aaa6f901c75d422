using System.Numerics.Tensors;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>Takes each context for a context of the sense of what lies nearest to it by cosine.</summary>
internal static class NearestNeighbour
{
    /// <summary>The sense of the nearest of the training vectors.</summary>
    /// <param name="training">The training vectors.</param>
    /// <param name="senses">Their senses.</param>
    /// <param name="test">The vectors in question.</param>
    /// <param name="mayCompare">Whether a training vector may answer for one in question: not for itself, where the two sets are one.</param>
    /// <param name="parallel">The number of threads, and what ends the work.</param>
    public static int[] Predict(ProbeMatrix training, int[] senses, ProbeMatrix test, Func<int, int, bool> mayCompare, ParallelOptions parallel)
    {
        var (candidates, asked) = (Normalized(training), Normalized(test));
        var predictions = new int[test.Rows];
        Parallel.For(0, test.Rows, parallel, row =>
        {
            var (best, highest) = (-1, float.NegativeInfinity);
            for (var other = 0; other < training.Rows; other++)
            {
                if (!mayCompare(row, other))
                    continue;
                var cosine = TensorPrimitives.Dot(asked.AsSpan(row * test.Columns, test.Columns), candidates.AsSpan(other * test.Columns, test.Columns));
                if (cosine > highest)
                    (best, highest) = (other, cosine);
            }
            // Without anything to compare with, or only zeros, the first sense.
            predictions[row] = best < 0 ? 0 : senses[best];
        });
        return predictions;
    }

    /// <summary>The mean of the unit vectors of each sense. <i>Shape:</i> [senses, columns].</summary>
    public static ProbeMatrix Centroids(ProbeMatrix training, ReadOnlySpan<int> senses, int count)
    {
        var (normalized, sums) = (Normalized(training), new float[count * training.Columns]);
        for (var row = 0; row < training.Rows; row++)
        {
            var sum = sums.AsSpan(senses[row] * training.Columns, training.Columns);
            TensorPrimitives.Add(sum, normalized.AsSpan(row * training.Columns, training.Columns), sum);
        }
        return new ProbeMatrix(sums, count, training.Columns);
    }

    private static float[] Normalized(ProbeMatrix x)
    {
        var values = x.Values.ToArray();
        for (var row = 0; row < x.Rows; row++)
        {
            var vector = values.AsSpan(row * x.Columns, x.Columns);
            var length = TensorPrimitives.Norm<float>(vector);
            if (length > 0)
                TensorPrimitives.Divide(vector, length, vector);
        }
        return values;
    }
}
