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
/// <param name="Scale">The factor of the scores, above 0, as a rule 1/√(head size).</param>
public sealed record Attention(int Heads, float Scale) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length is not (4 or 5) || !IsMatrix(inputs[0]) || !IsMatrix(inputs[1]) || !IsMatrix(inputs[2]) || !IsIndices(inputs[3])
            || (inputs.Length == 5 && (!IsIndices(inputs[4]) || inputs[4].Shape.Rows != inputs[0].Shape.Rows))
            || inputs[1].Shape != inputs[0].Shape || inputs[2].Shape != inputs[0].Shape || inputs[0].Shape.Columns % Heads != 0)
            throw Mismatch(inputs, $"q, k, v [tokens, hidden] with hidden a multiple of {Heads} heads, offsets [sequences + 1] and optionally visible [tokens], both of integers");
        if (!(Scale > 0))
            throw new ArgumentException($"{Name}: the scale must be above 0; it is {Scale}.", nameof(inputs));
        return inputs[0].Shape;
    }
}

internal sealed unsafe class AttentionOnCpu : CpuOperation<Attention>
{
    protected override void Forward(Attention operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        var (query, offsets) = (inputs[0], inputs[3]);
        SequenceOffsets.Check(operation, offsets.Indices, query.Shape.Rows);
        var hidden = query.Shape.Columns;
        var scratch = Kernels.Best.AttentionScratch(SequenceOffsets.Longest(offsets.Indices), hidden / operation.Heads);
        Kernels.Best.Attend(
            new AttentionOperands
            {
                Query = query.Floats,
                Key = inputs[1].Floats,
                Value = inputs[2].Floats,
                Result = result.Floats,
                Offsets = offsets.Integers,
                Visible = inputs.Length == 5 ? inputs[4].Integers : null,
                Scratch = ((CpuTensor)arena.Allocate(ElementType.Float32, new Shape(arena.Threads, scratch))).Floats,
                ScratchSize = scratch,
                Sequences = offsets.Shape.Rows - 1,
                Hidden = hidden,
                Heads = operation.Heads,
                Scale = operation.Scale,
            },
            arena.ForkJoin);
    }
}
