using System.Numerics.Tensors;
using Microsoft.ML.Transfer.LinearAlgebra;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>The plane in which vectors vary most: their first two principal components.</summary>
/// <param name="Points">Where each vector lies in it. <i>Shape:</i> [rows, 2].</param>
/// <param name="FirstShare">The part of the variance along the first component, from 0 to 1.</param>
/// <param name="SecondShare">That along the second.</param>
internal sealed record PrincipalPlane(double[] Points, double FirstShare, double SecondShare)
{
    // A few directions more than are wanted: the wanted ones are then found faster by their distance to the first unwanted.
    private const int Block = 8;
    private const int MostSteps = 300;
    private const double Tolerance = 1e-10;
    private const double Rounding = 1e-12;

    /// <summary>Computes the plane by iteration of a subspace with Rayleigh and Ritz's values; the same bits on every call.</summary>
    /// <param name="x">The vectors.</param>
    /// <param name="like">
    /// A plane of the same rows, such as of the layer below: each axis points the way in which its points correlate with those. Where null, to the side of the row that is farthest out.
    /// </param>
    public static PrincipalPlane Of(ProbeMatrix x, PrincipalPlane? like)
    {
        var (rows, columns) = (x.Rows, x.Columns);
        var centered = Centered(x, out var variance);
        var points = new double[rows * 2];
        if (variance == 0)
            return new PrincipalPlane(points, 0, 0);
        var block = Math.Min(Block, Math.Min(rows, columns));
        var random = new CounterRandom(1, CounterRandom.StreamOf("principal plane"));
        var basis = new double[block][];
        for (var i = 0; i < block; i++)
            basis[i] = [.. Enumerable.Range(0, columns).Select(column => random.Normal((ulong)(i * columns + column)))];
        Orthonormalize(basis);
        var values = new double[block];
        for (var step = 0; step < MostSteps; step++)
        {
            // C·V with C = Xᵀ X, never formed.
            var images = Array.ConvertAll(basis, vector => Multiply(centered, columns, vector));
            var gram = new double[block, block];
            for (var i = 0; i < block; i++)
            {
                for (var j = 0; j <= i; j++)
                    gram[i, j] = gram[j, i] = TensorPrimitives.Dot<double>(basis[i], images[j]);
            }
            var (eigenvalues, rotation) = SymmetricEigen.Decompose(gram);
            var rotated = Rotate(images, rotation);
            var change = 0.0;
            for (var i = 0; i < Math.Min(2, block); i++)
                change = Math.Max(change, Math.Abs(eigenvalues[i] - values[i]) / eigenvalues[0]);
            values = eigenvalues;
            // The vectors of the last step are kept as they are: they belong to the values.
            if (change <= Tolerance)
            {
                basis = Rotate(basis, rotation);
                break;
            }
            Orthonormalize(rotated);
            basis = rotated;
        }
        for (var axis = 0; axis < Math.Min(2, block); axis++)
        {
            for (var row = 0; row < rows; row++)
                points[(2 * row) + axis] = TensorPrimitives.Dot<double>(centered.AsSpan(row * columns, columns), basis[axis]);
            if (PointsBackwards(points, axis, like))
            {
                for (var row = 0; row < rows; row++)
                    points[(2 * row) + axis] = -points[(2 * row) + axis];
            }
        }
        return new PrincipalPlane(points, Math.Min(1, values[0] / variance), block > 1 ? Math.Clamp(values[1] / variance, 0, 1) : 0);
    }

    private static bool PointsBackwards(double[] points, int axis, PrincipalPlane? like)
    {
        var (product, farthest) = (0.0, 0.0);
        for (var i = axis; i < points.Length; i += 2)
        {
            product += points[i] * (like?.Points[i] ?? 0);
            farthest = Math.Abs(points[i]) > Math.Abs(farthest) ? points[i] : farthest;
        }
        return (product == 0 ? farthest : product) < 0;
    }

    private static double[] Centered(ProbeMatrix x, out double variance)
    {
        var (values, mean) = (new double[x.Rows * x.Columns], new double[x.Columns]);
        TensorPrimitives.ConvertChecked<float, double>(x.Values.Span, values);
        for (var row = 0; row < x.Rows; row++)
            TensorPrimitives.Add<double>(mean, values.AsSpan(row * x.Columns, x.Columns), mean);
        TensorPrimitives.Divide(mean, Math.Max(1, x.Rows), mean);
        for (var row = 0; row < x.Rows; row++)
        {
            var vector = values.AsSpan(row * x.Columns, x.Columns);
            TensorPrimitives.Subtract<double>(vector, mean, vector);
        }
        variance = TensorPrimitives.SumOfSquares<double>(values);
        return values;
    }

    private static double[] Multiply(double[] x, int columns, double[] vector)
    {
        var result = new double[columns];
        for (var at = 0; at < x.Length; at += columns)
        {
            var row = x.AsSpan(at, columns);
            TensorPrimitives.MultiplyAdd<double>(row, TensorPrimitives.Dot<double>(row, vector), result, result);
        }
        return result;
    }

    private static double[][] Rotate(double[][] vectors, double[,] rotation)
    {
        var result = new double[vectors.Length][];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = new double[vectors[0].Length];
            for (var j = 0; j < vectors.Length; j++)
                TensorPrimitives.MultiplyAdd<double>(vectors[j], rotation[j, i], result[i], result[i]);
        }
        return result;
    }

    private static void Orthonormalize(double[][] vectors)
    {
        for (var i = 0; i < vectors.Length; i++)
        {
            var before = TensorPrimitives.Norm<double>(vectors[i]);
            // Twice is enough (Giraud et al., 2005).
            for (var pass = 0; pass < 2; pass++)
            {
                for (var j = 0; j < i; j++)
                    TensorPrimitives.MultiplyAdd<double>(vectors[j], -TensorPrimitives.Dot<double>(vectors[i], vectors[j]), vectors[i], vectors[i]);
            }
            var length = TensorPrimitives.Norm<double>(vectors[i]);
            // Where there are fewer directions than vectors, what is left is rounding, and may lie along the others.
            if (length > Rounding * before)
                TensorPrimitives.Divide(vectors[i], length, vectors[i]);
            else
                Array.Clear(vectors[i]);
        }
    }
}
