namespace Microsoft.ML.Transfer.LinearAlgebra;

/// <summary>The eigenvalues and eigenvectors of a small symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, 2013, § 8.5).</summary>
internal static class SymmetricEigen
{
    private const int MostSweeps = 50;

    /// <summary>Decomposes a matrix.</summary>
    /// <param name="matrix">The matrix, which is destroyed.</param>
    /// <returns>The eigenvalues, the largest first, and the eigenvectors as columns in that order.</returns>
    public static (double[] Values, double[,] Vectors) Decompose(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var vectors = new double[n, n];
        var scale = 0.0;
        for (var i = 0; i < n; i++)
        {
            vectors[i, i] = 1;
            scale = Math.Max(scale, Math.Abs(matrix[i, i]));
        }
        for (var sweep = 0; sweep < MostSweeps && !IsDiagonal(matrix, n, scale); sweep++)
        {
            for (var p = 0; p < n; p++)
            {
                for (var q = p + 1; q < n; q++)
                    Rotate(matrix, vectors, n, p, q);
            }
        }
        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => matrix[i, i])];
        var sorted = new double[n, n];
        for (var k = 0; k < n; k++)
        {
            for (var i = 0; i < n; i++)
                sorted[i, k] = vectors[i, order[k]];
        }
        return ([.. order.Select(i => matrix[i, i])], sorted);
    }

    private static bool IsDiagonal(double[,] matrix, int n, double scale)
    {
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Math.Abs(matrix[i, j]) > 1e-13 * scale)
                    return false;
            }
        }
        return true;
    }

    /// <summary>Turns the plane of two coordinates so that the element between them becomes 0.</summary>
    private static void Rotate(double[,] matrix, double[,] vectors, int n, int p, int q)
    {
        if (matrix[p, q] == 0)
            return;
        var theta = (matrix[q, q] - matrix[p, p]) / (2 * matrix[p, q]);
        var t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        var c = 1 / Math.Sqrt(t * t + 1);
        var s = t * c;
        for (var i = 0; i < n; i++)
        {
            var (a, b) = (matrix[i, p], matrix[i, q]);
            (matrix[i, p], matrix[i, q]) = (c * a - s * b, s * a + c * b);
        }
        for (var i = 0; i < n; i++)
        {
            var (a, b) = (matrix[p, i], matrix[q, i]);
            (matrix[p, i], matrix[q, i]) = (c * a - s * b, s * a + c * b);
        }
        for (var i = 0; i < n; i++)
        {
            var (a, b) = (vectors[i, p], vectors[i, q]);
            (vectors[i, p], vectors[i, q]) = (c * a - s * b, s * a + c * b);
        }
    }
}
