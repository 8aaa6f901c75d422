using System.Numerics.Tensors;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>Normalisation of each row of a matrix.</summary>
internal static class RowNormalization
{
    /// <summary>
    /// y = (x − mean) / √(var + ε) · γ + β with x + residual in the place of x. The variance is taken of the centred row, which loses no
    /// digits where the mean is large.
    /// </summary>
    public static void Layer(ReadOnlySpan<float> x, ReadOnlySpan<float> residual, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, float epsilon, Span<float> y)
    {
        var hidden = gamma.Length;
        for (var start = 0; start < x.Length; start += hidden)
        {
            var row = y.Slice(start, hidden);
            if (residual.IsEmpty)
                x.Slice(start, hidden).CopyTo(row);
            else
                TensorPrimitives.Add(x.Slice(start, hidden), residual.Slice(start, hidden), row);

            var mean = TensorPrimitives.Sum((ReadOnlySpan<float>)row) / hidden;
            TensorPrimitives.Subtract(row, mean, row);
            var variance = TensorPrimitives.SumOfSquares<float>(row) / hidden;
            TensorPrimitives.Multiply(row, 1f / MathF.Sqrt(variance + epsilon), row);
            TensorPrimitives.MultiplyAdd(row, gamma, beta, row);
        }
    }
}
