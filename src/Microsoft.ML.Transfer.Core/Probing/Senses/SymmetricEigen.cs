namespace Microsoft.ML.Transfer.Probing;

/// <summary>Eigenvalues and eigenvectors of a small symmetric matrix, by rotations of Jacobi (1846).</summary>
internal static class SymmetricEigen
{
    private const int MostSweeps = 60;

    /// <summary>Computes them.</summary>
    /// <param name="matrix">The matrix. <i>Shape:</i> [n, n].</param>
    /// <returns>The values, descending, and the vectors: column i belongs to value i.</returns>
    public static (double[] Values, double[,] Vectors) Of(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var a = (double[,])matrix.Clone();
        var v = new double[n, n];
        for (var i = 0; i < n; i++)
            v[i, i] = 1;
        for (var sweep = 0; sweep < MostSweeps && OffDiagonal(a) > 0; sweep++)
        {
            for (var p = 0; p < n; p++)
            {
                for (var q = p + 1; q < n; q++)
                    Rotate(a, v, p, q);
            }
        }
        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => a[i, i])];
        var vectors = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var row = 0; row < n; row++)
                vectors[row, i] = v[row, order[i]];
        }
        return (Array.ConvertAll(order, i => a[i, i]), vectors);
    }

    private static double OffDiagonal(double[,] a)
    {
        var sum = 0.0;
        for (var p = 0; p < a.GetLength(0); p++)
        {
            for (var q = 0; q < p; q++)
                sum += Math.Abs(a[p, q]);
        }
        return sum;
    }

    /// <summary>Turns the plane of two axes so that their element becomes 0.</summary>
    private static void Rotate(double[,] a, double[,] v, int p, int q)
    {
        // What is lost in rounding beside the diagonal is 0.
        if (Math.Abs(a[p, q]) <= 1e-18 * (Math.Abs(a[p, p]) + Math.Abs(a[q, q])))
        {
            a[p, q] = a[q, p] = 0;
            return;
        }
        var theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        var t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        var c = 1 / Math.Sqrt((t * t) + 1);
        var s = t * c;
        var n = a.GetLength(0);
        for (var k = 0; k < n; k++)
            (a[k, p], a[k, q]) = ((c * a[k, p]) - (s * a[k, q]), (s * a[k, p]) + (c * a[k, q]));
        for (var k = 0; k < n; k++)
            (a[p, k], a[q, k]) = ((c * a[p, k]) - (s * a[q, k]), (s * a[p, k]) + (c * a[q, k]));
        for (var k = 0; k < n; k++)
            (v[k, p], v[k, q]) = ((c * v[k, p]) - (s * v[k, q]), (s * v[k, p]) + (c * v[k, q]));
    }
}
