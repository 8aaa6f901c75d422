using System.Numerics.Tensors;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>Attention within one sequence.</summary>
internal static class DotProductAttention
{
    /// <summary>
    /// For each head and query: scores = q kᵀ · scale, p = softmax(scores), y = Σ p v.
    /// </summary>
    /// <param name="query">[tokens, hidden], the heads beside each other.</param>
    /// <param name="key">[tokens, hidden].</param>
    /// <param name="value">[tokens, hidden].</param>
    /// <param name="result">[tokens, hidden].</param>
    /// <param name="visible">0 for the tokens that none attends to; empty when all are visible.</param>
    /// <param name="scores">Room for one number a token.</param>
    /// <param name="hidden">The columns of all heads together.</param>
    /// <param name="heads">The number of heads.</param>
    /// <param name="scale">The factor of the scores.</param>
    public static void Sequence(ReadOnlySpan<float> query, ReadOnlySpan<float> key, ReadOnlySpan<float> value, Span<float> result, ReadOnlySpan<int> visible, Span<float> scores, int hidden, int heads, float scale)
    {
        var tokens = query.Length / hidden;
        var size = hidden / heads;
        scores = scores[..tokens];
        result.Clear();
        for (var head = 0; head < heads; head++)
        {
            var column = head * size;
            for (var i = 0; i < tokens; i++)
            {
                var q = query.Slice(i * hidden + column, size);
                for (var j = 0; j < tokens; j++)
                    scores[j] = MatrixMultiply.Dot(q, key.Slice(j * hidden + column, size)) * scale;
                Hide(scores, visible);
                Softmax(scores);
                var y = result.Slice(i * hidden + column, size);
                for (var j = 0; j < tokens; j++)
                    TensorPrimitives.MultiplyAdd(value.Slice(j * hidden + column, size), scores[j], y, y);
            }
        }
    }

    /// <summary>
    /// The least finite number in place of minus infinity: its weight is 0 beside any visible token, and where all are hidden the weights
    /// are equal rather than 0/0, as in the reference implementation.
    /// </summary>
    private static void Hide(Span<float> scores, ReadOnlySpan<int> visible)
    {
        for (var j = 0; j < visible.Length; j++)
        {
            if (visible[j] == 0)
                scores[j] = float.MinValue;
        }
    }

    /// <summary>exp(x − max) / Σ exp(x − max): the shift keeps the exponentials in range and changes nothing else.</summary>
    private static void Softmax(Span<float> scores)
    {
        TensorPrimitives.Subtract(scores, TensorPrimitives.Max<float>(scores), scores);
        TensorPrimitives.Exp(scores, scores);
        TensorPrimitives.Divide(scores, TensorPrimitives.Sum<float>(scores), scores);
    }
}
