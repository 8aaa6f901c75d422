using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// Ridge regression (Hoerl and Kennard, 1970), for numbers instead of classes: minimises Σ (w·x + b − t)² + α ‖w‖², without a penalty on b, as scikit-learn's <c>Ridge</c> does. The normal
/// equations, whose matrix is made in single precision, are solved by conjugate gradients in double, with the factor of that matrix before them: a few passes over the vectors.
/// </summary>
internal sealed class RidgeRegression
{
    private const int MostIterations = 50;
    private const double Tolerance = 1e-10;

    private readonly double[] _weights;

    private RidgeRegression(double[] weights, double bias) => (_weights, Bias) = (weights, bias);

    /// <summary>w.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>b.</summary>
    public double Bias { get; }

    /// <summary>Fits numbers.</summary>
    /// <param name="x">The vectors.</param>
    /// <param name="targets">A number a row.</param>
    /// <param name="alpha">α, above 0.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null.</param>
    public static RidgeRegression Fit(ProbeMatrix x, ReadOnlySpan<double> targets, double alpha, int? threads = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        if (targets.Length != x.Rows || x.Rows == 0)
            throw new ArgumentException($"There are {targets.Length} numbers for {x.Rows} rows; there must be one for each of at least one row.", nameof(targets));
        using var arena = new CpuArena { Threads = threads ?? Environment.ProcessorCount };
        var gram = CenteredGram.Of(x, x.Rows, arena);
        if (!gram.Products.All(float.IsFinite))
            throw ProbeInput.NotFinite(x);
        var factor = Factor(gram.Products, x.Columns, alpha);
        var mean = TensorPrimitives.Sum(targets) / x.Rows;
        var (weights, residuals) = (new double[x.Columns], targets.ToArray());
        TensorPrimitives.Subtract(residuals, mean, residuals);
        // Conjugate gradients: g is the negative gradient, d the direction, z = M⁻¹ g.
        var gradient = TransposedProduct(x, gram.Mean, residuals);
        var solved = Solve(factor, gradient);
        var direction = (double[])solved.Clone();
        var product = TensorPrimitives.Dot<double>(gradient, solved);
        var enough = product * Tolerance * Tolerance;
        for (var i = 0; i < MostIterations && product > enough; i++)
        {
            var image = Product(x, gram.Mean, direction);
            var curvature = TransposedProduct(x, gram.Mean, image);
            TensorPrimitives.MultiplyAdd(direction, alpha, curvature, curvature);
            var length = product / TensorPrimitives.Dot<double>(direction, curvature);
            TensorPrimitives.MultiplyAdd(direction, length, weights, weights);
            TensorPrimitives.MultiplyAdd(curvature, -length, gradient, gradient);
            solved = Solve(factor, gradient);
            var next = TensorPrimitives.Dot<double>(gradient, solved);
            TensorPrimitives.MultiplyAdd(direction, next / product, solved, direction);
            product = next;
        }
        return new RidgeRegression(weights, mean - TensorPrimitives.Dot<double>(weights, gram.Mean));
    }

    /// <summary>w·x + b of each row.</summary>
    public double[] Predict(ProbeMatrix x)
    {
        if (x.Columns != _weights.Length)
            throw new ArgumentException($"The regression was fitted to vectors of {_weights.Length} numbers; these have {x.Columns}.", nameof(x));
        var predictions = Product(x, new double[x.Columns], _weights);
        TensorPrimitives.Add(predictions, Bias, predictions);
        return predictions;
    }

    private static CholeskyFactor Factor(float[] products, int columns, double alpha)
    {
        var matrix = Array.ConvertAll(products, product => (double)product);
        var largest = alpha;
        for (var j = 0; j < columns; j++)
        {
            matrix[j * columns + j] += alpha;
            largest = Math.Max(largest, matrix[j * columns + j]);
        }
        for (var added = 1e-8 * largest; ; added *= 10)
        {
            if (CholeskyFactor.TryOf(matrix, columns) is { } factor)
                return factor;
            for (var j = 0; j < columns; j++)
                matrix[j * columns + j] += added;
        }
    }

    private static double[] Solve(CholeskyFactor factor, double[] right)
    {
        var solution = (double[])right.Clone();
        factor.Solve(solution);
        return solution;
    }

    /// <summary>(x − μ) w.</summary>
    private static double[] Product(ProbeMatrix x, double[] mean, double[] weights)
    {
        var shift = TensorPrimitives.Dot<double>(mean, weights);
        var (products, values) = (new double[x.Rows], new double[x.Columns]);
        for (var row = 0; row < x.Rows; row++)
        {
            TensorPrimitives.ConvertChecked(x.Row(row), values);
            products[row] = TensorPrimitives.Dot<double>(values, weights) - shift;
        }
        return products;
    }

    /// <summary>(x − μ)ᵀ r.</summary>
    private static double[] TransposedProduct(ProbeMatrix x, double[] mean, double[] residuals)
    {
        var (sums, values) = (new double[x.Columns], new double[x.Columns]);
        for (var row = 0; row < x.Rows; row++)
        {
            TensorPrimitives.ConvertChecked(x.Row(row), values);
            TensorPrimitives.MultiplyAdd(values, residuals[row], sums, sums);
        }
        TensorPrimitives.MultiplyAdd(mean, -TensorPrimitives.Sum<double>(residuals), sums, sums);
        return sums;
    }
}
