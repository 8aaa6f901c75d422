using System.Numerics.Tensors;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// The squared distance between two words is the number of edges between them. With the projected words tᵢ, the distances δᵢⱼ and n words, the loss is 1/n² Σᵢⱼ |‖tᵢ − tⱼ‖² − δᵢⱼ|; its gradient
/// by tᵢ is 4/n² Σⱼ sᵢⱼ (tᵢ − tⱼ), where sᵢⱼ is the sign of what stands between the bars, which (i, j) and (j, i) share.
/// </summary>
internal sealed class DistanceGoal : ITreeGoal
{
    public double Loss(TargetTree tree, ReadOnlySpan<float> projected, Span<float> gradient)
    {
        var n = tree.Length;
        var rank = projected.Length / n;
        var (sum, difference) = (0.0, new float[rank]);
        gradient.Clear();
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < i; j++)
            {
                TensorPrimitives.Subtract(projected.Slice(i * rank, rank), projected.Slice(j * rank, rank), difference);
                var error = TensorPrimitives.SumOfSquares<float>(difference) - tree.Distances[i * n + j];
                sum += 2 * Math.Abs(error);
                if (gradient.IsEmpty || error == 0)
                    continue;
                var factor = MathF.CopySign(4f / (n * n), error);
                AddTo(gradient.Slice(i * rank, rank), difference, factor);
                AddTo(gradient.Slice(j * rank, rank), difference, -factor);
            }
        }
        return sum / (n * n);
    }

    private static void AddTo(Span<float> gradient, ReadOnlySpan<float> difference, float factor) => TensorPrimitives.MultiplyAdd(difference, factor, gradient, gradient);
}
