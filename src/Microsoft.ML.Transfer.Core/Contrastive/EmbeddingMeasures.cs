using System.Numerics.Tensors;

namespace Microsoft.ML.Transfer;

/// <summary>How well vectors of length 1 tell what belongs together.</summary>
internal static class EmbeddingMeasures
{
    /// <summary>How many texts are of the class of the text that is nearest to them among others. The loss is the mean of (cos − [same class])² over all pairs of a text and one of the others.</summary>
    /// <param name="vectors"><i>Shape:</i> [texts, dimension].</param>
    /// <param name="classes">Their classes.</param>
    /// <param name="others">What they are compared with. <i>Shape:</i> [others, dimension].</param>
    /// <param name="otherClasses">The classes of those.</param>
    public static ValidationResult NearestNeighbor(float[] vectors, IReadOnlyList<int> classes, float[] others, IReadOnlyList<int> otherClasses)
    {
        var dimension = vectors.Length / classes.Count;
        var (loss, right) = (0.0, 0);
        for (var i = 0; i < classes.Count; i++)
        {
            var (nearest, highest) = (-1, float.NegativeInfinity);
            for (var j = 0; j < otherClasses.Count; j++)
            {
                var cosine = Dot(vectors, i, others, j, dimension);
                var difference = cosine - (classes[i] == otherClasses[j] ? 1f : 0f);
                loss += difference * difference;
                if (cosine > highest)
                    (nearest, highest) = (j, cosine);
            }
            right += nearest >= 0 && otherClasses[nearest] == classes[i] ? 1 : 0;
        }
        return new ValidationResult(loss / ((double)classes.Count * otherClasses.Count), "nearest-neighbour accuracy", (double)right / classes.Count);
    }

    /// <summary>Spearman's rank correlation of the cosines of pairs with their scores. The loss is the mean of (cos − score)².</summary>
    public static ValidationResult Graded(float[] first, float[] second, float[] scores)
    {
        var dimension = first.Length / scores.Length;
        var cosines = new float[scores.Length];
        var loss = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            cosines[i] = Dot(first, i, second, i, dimension);
            loss += ((double)cosines[i] - scores[i]) * ((double)cosines[i] - scores[i]);
        }
        return new ValidationResult(loss / scores.Length, "Spearman's correlation", Spearman(cosines, scores));
    }

    /// <summary>For how many first texts their own second one is the nearest of all. The loss is the cross-entropy of scale · cos.</summary>
    public static ValidationResult Retrieval(float[] first, float[] second, int count, float scale)
    {
        var dimension = first.Length / count;
        var (loss, right) = (0.0, 0);
        var scores = new float[count];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
                scores[j] = scale * Dot(first, i, second, j, dimension);
            var highest = TensorPrimitives.Max<float>(scores);
            var sum = 0.0;
            foreach (var score in scores)
                sum += Math.Exp(score - highest);
            loss += highest + Math.Log(sum) - scores[i];
            // The same text may be the second of several pairs: as near as the nearest is right.
            right += scores[i] == highest ? 1 : 0;
        }
        return new ValidationResult(loss / count, "retrieval accuracy", (double)right / count);
    }

    /// <summary>For how many first texts their own second one is nearer than a text that does not belong to them. The loss is the mean of max(0, |u − v|² − |u − w|² + margin).</summary>
    public static ValidationResult Triplets(float[] first, float[] second, float[] negatives, int count, float margin)
    {
        var dimension = first.Length / count;
        var (loss, right) = (0.0, 0);
        for (var i = 0; i < count; i++)
        {
            // |u − v|² is 2 − 2 u·v.
            var (own, other) = (Dot(first, i, second, i, dimension), Dot(first, i, negatives, i, dimension));
            loss += Math.Max(0, 2 * ((double)other - own) + margin);
            right += own > other ? 1 : 0;
        }
        return new ValidationResult(loss / count, "triplet accuracy", (double)right / count);
    }

    /// <summary>Pearson's correlation of the ranks, those that are equal with the mean of their ranks; 0 where all are equal.</summary>
    public static double Spearman(float[] x, float[] y)
    {
        var (a, b) = (Ranks(x), Ranks(y));
        var mean = (x.Length - 1) / 2.0;
        var (xy, xx, yy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            xy += (a[i] - mean) * (b[i] - mean);
            xx += (a[i] - mean) * (a[i] - mean);
            yy += (b[i] - mean) * (b[i] - mean);
        }
        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : 0;
    }

    private static double[] Ranks(float[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(i => values[i])];
        var ranks = new double[values.Length];
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && values[order[end]] == values[order[start]])
                end++;
            for (var i = start; i < end; i++)
                ranks[order[i]] = (start + end - 1) / 2.0;
            start = end;
        }
        return ranks;
    }

    private static float Dot(float[] x, int i, float[] y, int j, int dimension) =>
        TensorPrimitives.Dot<float>(x.AsSpan(i * dimension, dimension), y.AsSpan(j * dimension, dimension));
}
