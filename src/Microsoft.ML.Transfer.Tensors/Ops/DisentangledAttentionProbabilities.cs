using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// The weights by which a <see cref="DisentangledAttention"/> sums up its values, after the weight projection of talking heads.
/// <para><i>Inputs:</i> those of the attention, v included. <i>Result:</i> [heads · tokens, columns], in the order of
/// <see cref="AttentionProbabilities"/>.</para>
/// </summary>
/// <param name="Attention">The attention.</param>
/// <param name="Columns">The columns of the result: at least as many as the longest sequence has tokens.</param>
public sealed record DisentangledAttentionProbabilities(DisentangledAttention Attention, int Columns) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs) => new(checked(Attention.Heads * Attention.InferShape(inputs).Rows), Columns);
}

internal sealed class DisentangledAttentionProbabilitiesOnCpu : CpuOperation<DisentangledAttentionProbabilities>
{
    protected override void Forward(DisentangledAttentionProbabilities operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena) =>
        AttentionProbabilitiesOnCpu.Compute(operation, DisentangledAttentionOnCpu.Operands(operation.Attention, inputs), result, arena);
}
