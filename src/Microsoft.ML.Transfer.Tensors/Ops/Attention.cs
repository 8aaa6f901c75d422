using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// Multi-head scaled dot-product attention (Vaswani et al., 2017) of packed sequences: within each sequence and head,
/// softmax(q kᵀ · scale) v. Tokens never see another sequence, so packed batches need no mask.
/// <para><i>Inputs:</i> q, k, v [tokens, heads · head size]; offsets [sequences + 1] of integers: sequence i is the rows offsets[i] to
/// offsets[i + 1]; optionally visible [tokens] of integers: a token with 0 there is attended to by none, itself included.
/// <i>Result:</i> [tokens, heads · head size].</para>
/// </summary>
/// <param name="Heads">The number of heads; divides the number of columns.</param>
/// <param name="Scale">The factor of the scores, as a rule 1/√(head size).</param>
public sealed record Attention(int Heads, float Scale) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length is not (4 or 5) || !IsMatrix(inputs[0]) || !IsMatrix(inputs[1]) || !IsMatrix(inputs[2]) || !IsIndices(inputs[3])
            || (inputs.Length == 5 && (!IsIndices(inputs[4]) || inputs[4].Shape.Rows != inputs[0].Shape.Rows))
            || inputs[1].Shape != inputs[0].Shape || inputs[2].Shape != inputs[0].Shape || inputs[0].Shape.Columns % Heads != 0)
            throw Mismatch(inputs, $"q, k, v [tokens, hidden] with hidden a multiple of {Heads} heads, offsets [sequences + 1] and optionally visible [tokens], both of integers");
        return inputs[0].Shape;
    }
}

internal sealed class AttentionOnCpu : CpuOperation<Attention>
{
    protected override void Forward(Attention operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, Arena arena)
    {
        var (query, key, value) = (inputs[0], inputs[1], inputs[2]);
        var offsets = inputs[3].Indices;
        var visible = inputs.Length == 5 ? inputs[4].Indices : [];
        var hidden = query.Shape.Columns;
        SequenceOffsets.Check(operation, offsets, query.Shape.Rows);
        var scores = ((CpuTensor)arena.Allocate(ElementType.Float32, new Shape(SequenceOffsets.Longest(offsets)))).Values;
        for (var i = 0; i + 1 < offsets.Length; i++)
        {
            var (start, length) = (offsets[i] * hidden, (offsets[i + 1] - offsets[i]) * hidden);
            var seen = visible.IsEmpty ? visible : visible[offsets[i]..offsets[i + 1]];
            DotProductAttention.Sequence(query.Values.Slice(start, length), key.Values.Slice(start, length), value.Values.Slice(start, length),
                result.Values.Slice(start, length), seen, scores, hidden, operation.Heads, operation.Scale);
        }
    }
}
