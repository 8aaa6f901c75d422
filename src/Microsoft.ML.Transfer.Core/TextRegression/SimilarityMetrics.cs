namespace Microsoft.ML.Transfer;

/// <summary>How well numbers are predicted: the measures of sentence similarity (Cer et al., 2017) and of regression.</summary>
/// <param name="Pearson">
/// Pearson's correlation of predictions and targets, from -1 to 1: Σ(x−x̄)(y−ȳ) / √(Σ(x−x̄)² Σ(y−ȳ)²). <see cref="double.NaN"/> where all predictions or all targets are alike.
/// </param>
/// <param name="Spearman">Spearman's correlation: Pearson's of the ranks, where equal values share the mean of their ranks.</param>
/// <param name="RSquared">The coefficient of determination, at most 1: 1 − Σ(y−x)² / Σ(y−ȳ)². <see cref="double.NaN"/> where all targets are alike.</param>
/// <param name="RootMeanSquaredError">√(Σ(y−x)² / n), in the unit of the targets.</param>
public sealed record SimilarityMetrics(double Pearson, double Spearman, double RSquared, double RootMeanSquaredError)
{
    /// <summary>Measures predictions.</summary>
    /// <param name="predictions">What was predicted, at least one number.</param>
    /// <param name="targets">What is right, as many.</param>
    /// <exception cref="ArgumentException">There are none, or not as many of the one as of the other.</exception>
    public static SimilarityMetrics Of(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets)
    {
        if (predictions.Length != targets.Length || targets.IsEmpty)
            throw new ArgumentException($"Expected a prediction for each target, and at least one; got {predictions.Length} predictions and {targets.Length} targets.", nameof(predictions));
        var (x, y) = (ToDouble(predictions), ToDouble(targets));
        var mean = y.Average();
        var error = x.Zip(y, (prediction, target) => (target - prediction) * (target - prediction)).Sum();
        var total = y.Sum(target => (target - mean) * (target - mean));
        return new SimilarityMetrics(Correlation(x, y), Correlation(Ranks(x), Ranks(y)), total > 0 ? 1 - error / total : double.NaN, Math.Sqrt(error / y.Length));
    }

    private static double[] ToDouble(ReadOnlySpan<float> values) => Array.ConvertAll(values.ToArray(), value => (double)value);

    private static double Correlation(double[] x, double[] y)
    {
        var (meanX, meanY) = (x.Average(), y.Average());
        var (xy, xx, yy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            var (dx, dy) = (x[i] - meanX, y[i] - meanY);
            (xy, xx, yy) = (xy + dx * dy, xx + dx * dx, yy + dy * dy);
        }
        return xx > 0 && yy > 0 ? Math.Clamp(xy / (Math.Sqrt(xx) * Math.Sqrt(yy)), -1, 1) : double.NaN;
    }

    private static double[] Ranks(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Length];
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && values[order[end]].Equals(values[order[start]]))
                end++;
            // Ranks start + 1 to end, shared.
            for (var i = start; i < end; i++)
                ranks[order[i]] = (start + 1 + end) / 2.0;
            start = end;
        }
        return ranks;
    }
}
