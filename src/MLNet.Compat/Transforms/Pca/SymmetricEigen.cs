namespace Microsoft.ML.Transforms;

/// <summary>Eigenvalues and eigenvectors of small symmetric matrices by Jacobi rotations, greatest eigenvalue first.</summary>
internal static class SymmetricEigen
{
    private const int MaximumSweeps = 60;

    /// <param name="matrix">A symmetric matrix; overwritten.</param>
    /// <param name="size">The number of rows.</param>
    public static (double[] Values, double[][] Vectors) Decompose(double[,] matrix, int size)
    {
        var vectors = new double[size][];
        for (int i = 0; i < size; i++)
        {
            vectors[i] = new double[size];
            vectors[i][i] = 1;
        }
        for (int sweep = 0; sweep < MaximumSweeps && OffDiagonal(matrix, size) > 0; sweep++)
        {
            for (int p = 0; p < size; p++)
            {
                for (int q = p + 1; q < size; q++)
                    Rotate(matrix, vectors, size, p, q);
            }
        }

        var order = Enumerable.Range(0, size).OrderByDescending(i => matrix[i, i]).ToArray();
        return (Array.ConvertAll(order, i => matrix[i, i]), Array.ConvertAll(order, i => vectors[i]));
    }

    /// <summary>The sum of squares off the diagonal, 0 when it no longer counts.</summary>
    private static double OffDiagonal(double[,] matrix, int size)
    {
        double off = 0;
        double on = 0;
        for (int p = 0; p < size; p++)
        {
            on += matrix[p, p] * matrix[p, p];
            for (int q = p + 1; q < size; q++)
                off += matrix[p, q] * matrix[p, q];
        }
        return off <= on * 1e-30 ? 0 : off;
    }

    /// <summary>Makes one pair of entries zero by a rotation.</summary>
    private static void Rotate(double[,] matrix, double[][] vectors, int size, int p, int q)
    {
        if (matrix[p, q] == 0)
            return;
        double theta = (matrix[q, q] - matrix[p, p]) / (2 * matrix[p, q]);
        double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double c = 1 / Math.Sqrt((t * t) + 1);
        double s = t * c;
        for (int k = 0; k < size; k++)
        {
            double kp = matrix[k, p];
            double kq = matrix[k, q];
            matrix[k, p] = (c * kp) - (s * kq);
            matrix[k, q] = (s * kp) + (c * kq);
        }
        for (int k = 0; k < size; k++)
        {
            double pk = matrix[p, k];
            double qk = matrix[q, k];
            matrix[p, k] = (c * pk) - (s * qk);
            matrix[q, k] = (s * pk) + (c * qk);
            double vp = vectors[p][k];
            double vq = vectors[q][k];
            vectors[p][k] = (c * vp) - (s * vq);
            vectors[q][k] = (s * vp) + (c * vq);
        }
    }
}
