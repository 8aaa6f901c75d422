using System.Numerics.Tensors;
using Microsoft.ML.Transfer.LinearAlgebra;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>
/// Vectors of tokens from the truncated singular value decomposition of their co-occurrences, M ≈ U Σ Vᵀ: the rows of U √Σ (Levy and Goldberg, 2014). The decomposition is the randomised one of
/// Halko, Martinsson and Tropp (2011).
/// </summary>
internal static class WordVectors
{
    private const int Oversampling = 16;
    private const int PowerIterations = 3;

    /// <summary>Factors co-occurrences.</summary>
    /// <param name="cooccurrences">M.</param>
    /// <param name="rank">The length of the vectors.</param>
    /// <param name="seed">Where the first directions come from.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>A vector for each token, row-major; zeros for those that never occur. The last ones are zeros where M has a smaller rank.</returns>
    public static float[] Factor(Cooccurrences cooccurrences, int rank, ulong seed, CancellationToken cancellation)
    {
        var (rows, contexts) = (cooccurrences.Rows, cooccurrences.Contexts);
        var width = Math.Min(rank + Oversampling, contexts);
        var random = new CounterRandom(seed, CounterRandom.StreamOf("factorization"));
        var right = new float[contexts * width];
        for (var i = 0; i < right.Length; i++)
            right[i] = (float)random.Normal((ulong)i);
        var left = new float[rows * width];
        cooccurrences.Multiply(right, left, width);
        for (var iteration = 0; iteration < PowerIterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            Orthonormalize(left, rows, width);
            cooccurrences.MultiplyTransposed(left, right, width);
            Orthonormalize(right, contexts, width);
            cooccurrences.Multiply(right, left, width);
        }
        Orthonormalize(left, rows, width);
        // B = Qᵀ M, so that M ≈ Q B; the eigenvectors of B Bᵀ are those of M within Q, its eigenvalues the squares of the singular values.
        cooccurrences.MultiplyTransposed(left, right, width);
        var products = new double[width, width];
        for (var context = 0; context < contexts; context++)
        {
            var row = right.AsSpan(context * width, width);
            for (var i = 0; i < width; i++)
            {
                for (var j = 0; j <= i; j++)
                    products[i, j] += (double)row[i] * row[j];
            }
        }
        for (var i = 0; i < width; i++)
        {
            for (var j = 0; j < i; j++)
                products[j, i] = products[i, j];
        }
        var (values, vectors) = SymmetricEigen.Decompose(products);
        var result = new float[rows * rank];
        var kept = Math.Min(rank, width);
        for (var row = 0; row < rows; row++)
        {
            for (var k = 0; k < kept; k++)
            {
                var sum = 0.0;
                for (var i = 0; i < width; i++)
                    sum += left[row * width + i] * vectors[i, k];
                // The fourth root: the root of the singular value.
                result[row * rank + k] = (float)(sum * Math.Pow(Math.Max(0, values[k]), 0.25));
            }
        }
        return result;
    }

    /// <summary>Makes the columns of a matrix orthonormal (Gram and Schmidt, twice, which suffices: Giraud et al., 2005). Works on its transpose, where a column is contiguous.</summary>
    private static void Orthonormalize(float[] matrix, int rows, int width)
    {
        var columns = new float[width][];
        for (var j = 0; j < width; j++)
        {
            var column = columns[j] = new float[rows];
            for (var i = 0; i < rows; i++)
                column[i] = matrix[i * width + j];
        }
        for (var j = 0; j < width; j++)
        {
            var before = TensorPrimitives.Norm<float>(columns[j]);
            for (var pass = 0; pass < 2; pass++)
            {
                for (var k = 0; k < j; k++)
                    TensorPrimitives.MultiplyAdd(columns[k], -TensorPrimitives.Dot<float>(columns[j], columns[k]), columns[j], columns[j]);
            }
            var norm = TensorPrimitives.Norm<float>(columns[j]);
            // What is left of a column that depends on the others is only rounding.
            TensorPrimitives.Multiply(columns[j], norm > 1e-5f * before && norm > 0 ? 1f / norm : 0f, columns[j]);
        }
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < width; j++)
                matrix[i * width + j] = columns[j][i];
        }
    }
}
