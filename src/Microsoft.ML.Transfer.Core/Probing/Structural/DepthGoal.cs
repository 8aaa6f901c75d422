using System.Numerics.Tensors;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// The squared length of a word is its depth, the number of edges to the root. With the projected words tᵢ, the depths δᵢ and n words, the loss is 1/n Σᵢ |‖tᵢ‖² − δᵢ|; its gradient by tᵢ is
/// 2/n sᵢ tᵢ, where sᵢ is the sign of what stands between the bars.
/// </summary>
internal sealed class DepthGoal : ITreeGoal
{
    public double Loss(TargetTree tree, ReadOnlySpan<float> projected, Span<float> gradient)
    {
        var n = tree.Length;
        var rank = projected.Length / n;
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            var word = projected.Slice(i * rank, rank);
            var error = TensorPrimitives.SumOfSquares(word) - tree.Tree.Depths[i];
            sum += Math.Abs(error);
            if (!gradient.IsEmpty)
                TensorPrimitives.Multiply(word, 2f / n * MathF.Sign(error), gradient.Slice(i * rank, rank));
        }
        return sum / n;
    }
}
