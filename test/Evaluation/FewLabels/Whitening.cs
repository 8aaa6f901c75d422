using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Evaluation.FewLabels;

/// <summary>
/// Makes the directions of vectors alike: x becomes L⁻¹ (x − μ) with L Lᵀ = Σ + λ I, the covariance of texts without labels and a part of its mean variance, so that directions of hardly any variance
/// are not blown up.
/// </summary>
internal static class Whitening
{
    private const double Shrinkage = 0.1;

    /// <summary>The vectors of all texts, whitened.</summary>
    /// <param name="vectors">A vector a text.</param>
    /// <param name="unlabelled">The texts that the covariance is of.</param>
    public static ProbeMatrix Of(ProbeMatrix vectors, int[] unlabelled)
    {
        var size = vectors.Columns;
        var mean = new float[size];
        foreach (var row in unlabelled)
            TensorPrimitives.Add(mean, vectors.Row(row), mean);
        TensorPrimitives.Divide(mean, unlabelled.Length, mean);
        var covariance = new float[size * size];
        var centred = new float[size];
        foreach (var row in unlabelled)
        {
            TensorPrimitives.Subtract(vectors.Row(row), mean, centred);
            for (var i = 0; i < size; i++)
                TensorPrimitives.MultiplyAdd(centred.AsSpan(0, i + 1), centred[i] / unlabelled.Length, covariance.AsSpan(i * size, i + 1), covariance.AsSpan(i * size, i + 1));
        }
        var added = Shrinkage * Enumerable.Range(0, size).Average(i => (double)covariance[i * size + i]);
        var factor = Factor(covariance, size, added);
        var values = new float[vectors.Rows * size];
        for (var row = 0; row < vectors.Rows; row++)
        {
            var x = values.AsSpan(row * size, size);
            TensorPrimitives.Subtract(vectors.Row(row), mean, x);
            for (var i = 0; i < size; i++)
                x[i] = (x[i] - TensorPrimitives.Dot<float>(factor.AsSpan(i * size, i), x[..i])) / factor[i * size + i];
        }
        return new ProbeMatrix(values, vectors.Rows, size);
    }

    private static float[] Factor(float[] matrix, int size, double added)
    {
        var factor = (float[])matrix.Clone();
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = factor[i * size + j] + (i == j ? (float)added : 0) - TensorPrimitives.Dot<float>(factor.AsSpan(i * size, j), factor.AsSpan(j * size, j));
                factor[i * size + j] = i == j ? MathF.Sqrt(rest) : rest / factor[j * size + j];
            }
        }
        return factor;
    }
}
