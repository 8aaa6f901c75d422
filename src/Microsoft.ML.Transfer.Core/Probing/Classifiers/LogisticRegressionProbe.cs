using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// Multinomial logistic regression, the default probe: minimises Σ −log softmax(W x + b)[label] + ‖W‖² / (2 C). That is what scikit-learn's <c>LogisticRegression</c> minimises with
/// <c>multi_class="multinomial"</c> and the same C, for two classes too; the intercepts b have no penalty.
/// </summary>
/// <remarks>
/// L-BFGS with a factor of the vectors' second moments as its first guess of the curvature, which takes about a tenth of the iterations that it takes without. The function is convex: what
/// comes out does not depend, but for <see cref="Tolerance"/>, on where it began.
/// </remarks>
public sealed record LogisticRegressionProbe : IProbe
{
    /// <inheritdoc/>
    public string Name => "logistic regression";

    /// <summary>The inverse of the penalty's strength, above 0; 1 by default, as in scikit-learn. The smaller it is, the smaller the weights.</summary>
    public double C { get; init; } = 1;

    /// <summary>Whether the penalty is that for columns divided by their standard deviation; a column of one value is then left out. Weights are for vectors as they were given in either case.</summary>
    public bool Standardizes { get; init; }

    /// <summary>Ends when the function fell by less than this part of itself over five iterations; above 0, by default 4e-6, which came within 1e-4 of the minimum on the vectors that were measured.</summary>
    public double Tolerance { get; init; } = 4e-6;

    /// <summary>The most iterations, at least 1.</summary>
    public int MaximumIterations { get; init; } = 1000;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public IFittedProbe Fit(ProbeMatrix x, ReadOnlyMemory<int> labels, int classes, IFittedProbe? start = null, int? threads = null, CancellationToken cancellation = default)
    {
        OptionRange.Require(C, C > 0 && double.IsFinite(C), "C is above 0.");
        OptionRange.Require(Tolerance, Tolerance > 0, "The tolerance is above 0.");
        OptionRange.Require(MaximumIterations, MaximumIterations > 0, "There is at least one iteration.");
        ProbeInput.CheckTraining(x, labels.Span, classes);
        var count = threads ?? Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(threads));
        using var objective = new SoftmaxObjective(x, labels, classes, Penalties(x), count);
        var point = new double[objective.Count];
        if (start is ILinearProbe linear && linear.Classes == classes && linear.Columns == x.Columns)
            Begin(linear, objective, point);
        var minimum = LimitedMemoryBfgs.Run(objective, point, Tolerance, MaximumIterations, cancellation);
        return double.IsNaN(minimum.Value) ? throw ProbeInput.NotFinite(x) : Read(point, objective.Mean, classes, x.Columns, count, minimum);
    }

    private double[] Penalties(ProbeMatrix x)
    {
        var penalties = new double[x.Columns];
        Array.Fill(penalties, 1 / C);
        if (!Standardizes)
            return penalties;
        // A weight for a column divided by σ is w σ for the column as it is: λ (w σ)² = λ σ² w².
        var variance = ColumnMoments.Of(x).Variance;
        for (var j = 0; j < penalties.Length; j++)
            penalties[j] *= variance[j] > 0 ? variance[j] : 1;
        return penalties;
    }

    /// <summary>Begins at a fitted probe, unless it is worse here than weights of 0.</summary>
    private static void Begin(ILinearProbe start, SoftmaxObjective objective, double[] point)
    {
        var weights = start.Weights.Span;
        var bias = start.Bias.Span;
        var mean = objective.Mean;
        var gradient = new double[point.Length];
        var ofZero = objective.Evaluate(point, gradient);
        for (var c = 0; c < bias.Length; c++)
        {
            var shifted = (double)bias[c];
            for (var j = 0; j < mean.Length; j++)
            {
                point[c * mean.Length + j] = weights[c * mean.Length + j];
                shifted += weights[c * mean.Length + j] * mean[j];
            }
            point[weights.Length + c] = shifted;
        }
        if (!(objective.Evaluate(point, gradient) < ofZero))
            Array.Clear(point);
    }

    private static LinearProbe Read(double[] point, ReadOnlySpan<double> mean, int classes, int columns, int threads, Minimum minimum)
    {
        var (weights, bias) = (new float[classes * columns], new float[classes]);
        for (var c = 0; c < classes; c++)
        {
            var shift = point[classes * columns + c];
            for (var j = 0; j < columns; j++)
            {
                weights[c * columns + j] = (float)point[c * columns + j];
                shift -= point[c * columns + j] * mean[j];
            }
            bias[c] = (float)shift;
        }
        return new LinearProbe(weights, bias, columns, threads) { Minimum = minimum };
    }
}
