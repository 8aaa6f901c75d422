using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// H = M⁻¹ with M = s Σ (x − μ)(x − μ)ᵀ + diag(λ), the same for every class: what makes directions of large and of small variance alike. In the vectors of encoders a few columns are tens of
/// times larger than the others, and without this most iterations go into them. It is applied as L⁻ᵀ L⁻¹ with M = L Lᵀ, which is symmetric and positive definite however it is rounded. With
/// fewer rows than columns only the diagonal is taken: then the factor would cost more than the iterations.
/// </summary>
internal sealed unsafe class RowPreconditioner
{
    // By so many rows for each column the variance of a direction is known to about a half (Marchenko and Pastur, 1967); more would cost more than the iterations they save.
    private const int RowsPerColumn = 16;

    private readonly CpuArena _arena;
    private readonly double _scale;
    private readonly int _columns;
    private double[]? _diagonal;
    private CpuTensor? _inverse;
    private CpuTensor? _inverseTransposed;

    private RowPreconditioner(double[] mean, double scale, CpuArena arena) => (Mean, _scale, _columns, _arena) = (mean, scale, mean.Length, arena);

    /// <summary>μ.</summary>
    public double[] Mean { get; }

    /// <summary>Looks at vectors.</summary>
    /// <param name="x">The vectors.</param>
    /// <param name="penalties">λ.</param>
    /// <param name="scale">s.</param>
    /// <param name="arena">Where its memory is.</param>
    public static RowPreconditioner Of(ProbeMatrix x, double[] penalties, double scale, CpuArena arena)
    {
        if (x.Rows < x.Columns)
        {
            var moments = ColumnMoments.Of(x);
            return new RowPreconditioner(moments.Mean, scale, arena) { _diagonal = [.. moments.Variance.Zip(penalties, (variance, penalty) => 1 / Math.Max(scale * x.Rows * variance + penalty, double.Epsilon))] };
        }
        var gram = CenteredGram.Of(x, RowsPerColumn * x.Columns, arena);
        var preconditioner = new RowPreconditioner(gram.Mean, scale, arena);
        if (gram.Products.All(float.IsFinite))
            preconditioner.Factor(gram, scale * x.Rows / gram.Rows, penalties);
        return preconditioner;
    }

    /// <summary>result = H g for each class, and g / (s rows) for its intercept.</summary>
    /// <param name="gradient">All by W, [classes, columns], then all by b.</param>
    /// <param name="result">In the same order.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="rows">How many vectors the function is of.</param>
    public void Apply(ReadOnlySpan<double> gradient, Span<double> result, int classes, int rows)
    {
        var size = classes * _columns;
        for (var c = size; c < gradient.Length; c++)
            result[c] = gradient[c] / (_scale * rows);
        if (_inverse is null || _inverseTransposed is null)
        {
            for (var i = 0; i < size; i++)
                result[i] = gradient[i] * (_diagonal?[i % _columns] ?? 1);
            return;
        }
        var mark = _arena.Mark();
        var from = Floats(size);
        var to = Floats(size);
        for (var i = 0; i < size; i++)
            from[i] = (float)gradient[i];
        Multiply(from, _inverse, to, classes);
        Multiply(to, _inverseTransposed, from, classes);
        for (var i = 0; i < size; i++)
            result[i] = from[i];
        _arena.Release(mark);
    }

    private void Factor(CenteredGram gram, double scale, double[] penalties)
    {
        var matrix = new double[_columns * _columns];
        for (var i = 0; i < matrix.Length; i++)
            matrix[i] = scale * gram.Products[i];
        var largest = 0.0;
        for (var j = 0; j < _columns; j++)
        {
            matrix[j * _columns + j] += penalties[j];
            largest = Math.Max(largest, matrix[j * _columns + j]);
        }
        CholeskyFactor? factor = null;
        // The products were rounded to single precision: where penalties are small the matrix may need a little more on its diagonal.
        for (var added = 1e-7 * largest; factor is null; added *= 10)
        {
            for (var j = 0; j < _columns; j++)
                matrix[j * _columns + j] += added;
            if (largest == 0)
                return;
            factor = CholeskyFactor.TryOf(matrix, _columns);
        }
        var inverse = factor.Inverse();
        _inverse = Upload(inverse, isTransposed: false);
        _inverseTransposed = Upload(inverse, isTransposed: true);
    }

    private CpuTensor Upload(double[] matrix, bool isTransposed) => (CpuTensor)_arena.UploadWeights(new Shape(_columns, _columns), values =>
    {
        for (var i = 0; i < _columns; i++)
        {
            for (var j = 0; j < _columns; j++)
                values[i * _columns + j] = (float)(isTransposed ? matrix[j * _columns + i] : matrix[i * _columns + j]);
        }
    });

    private float* Floats(int count) => (float*)_arena.AllocateScratch((long)sizeof(float) * count);

    private void Multiply(float* x, CpuTensor weight, float* y, int rows) => Kernels.Best.Multiply(
        new LinearOperands { X = x, Weights = weight.Packed, Y = y, Rows = rows, Columns = _columns, Depth = _columns },
        _arena.ForkJoin);
}
