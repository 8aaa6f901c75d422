using System.Numerics.Tensors;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>The lower triangle L of a symmetric positive definite matrix A = L Lᵀ, row by row (Cholesky and Banachiewicz).</summary>
internal sealed class CholeskyFactor
{
    private readonly double[][] _rows;

    private CholeskyFactor(double[][] rows) => _rows = rows;

    public int Size => _rows.Length;

    /// <summary>Factors a matrix; null where it is not positive definite.</summary>
    /// <param name="matrix">A; only its lower triangle is read. <i>Shape:</i> [size, size].</param>
    /// <param name="size">How many rows it has.</param>
    public static CholeskyFactor? TryOf(ReadOnlySpan<double> matrix, int size)
    {
        var rows = new double[size][];
        for (var i = 0; i < size; i++)
        {
            var row = matrix.Slice(i * size, i + 1).ToArray();
            rows[i] = row;
            for (var j = 0; j < i; j++)
                row[j] = (row[j] - TensorPrimitives.Dot<double>(row.AsSpan(0, j), rows[j].AsSpan(0, j))) / rows[j][j];
            var pivot = row[i] - TensorPrimitives.Dot<double>(row.AsSpan(0, i), row.AsSpan(0, i));
            if (!(pivot > 0) || double.IsInfinity(pivot))
                return null;
            row[i] = Math.Sqrt(pivot);
        }
        return new CholeskyFactor(rows);
    }

    /// <summary>b becomes the x of A x = b.</summary>
    public void Solve(Span<double> b)
    {
        for (var i = 0; i < Size; i++)
            b[i] = (b[i] - TensorPrimitives.Dot<double>(_rows[i].AsSpan(0, i), b[..i])) / _rows[i][i];
        for (var i = Size - 1; i >= 0; i--)
        {
            b[i] /= _rows[i][i];
            TensorPrimitives.MultiplyAdd(_rows[i].AsSpan(0, i), -b[i], b[..i], b[..i]);
        }
    }

    /// <summary>L⁻¹, a lower triangle with zeros above. <i>Shape:</i> [size, size].</summary>
    public double[] Inverse()
    {
        var inverse = new double[Size * Size];
        for (var j = 0; j < Size; j++)
        {
            // Row j of L L⁻¹ = 1 solved for row j of L⁻¹.
            var row = inverse.AsSpan(j * Size, j + 1);
            for (var k = 0; k < j; k++)
                TensorPrimitives.MultiplyAdd(inverse.AsSpan(k * Size, k + 1), -_rows[j][k], row[..(k + 1)], row[..(k + 1)]);
            row[j] = 1;
            TensorPrimitives.Divide(row, _rows[j][j], row);
        }
        return inverse;
    }
}
