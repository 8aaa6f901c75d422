using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// The weights by which an <see cref="Tensors.Attention"/> sums up its values: each row the softmax of a query's scores.
/// <para><i>Inputs:</i> those of the attention, v included. <i>Result:</i> [heads · queries, columns]: sequence by sequence, in a sequence
/// head by head, in a head query by query; so a query i of sequence s is row heads · offsets[s] + head · length of s + i. 0 past the last key of a
/// sequence.</para>
/// </summary>
/// <param name="Attention">The attention.</param>
/// <param name="Columns">The columns of the result: at least as many as the longest sequence has keys.</param>
public sealed record AttentionProbabilities(Attention Attention, int Columns) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs) => new(checked(Attention.Heads * Attention.InferShape(inputs).Rows), Columns);
}

internal sealed unsafe class AttentionProbabilitiesOnCpu : CpuOperation<AttentionProbabilities>
{
    protected override void Forward(AttentionProbabilities operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena) =>
        Compute(operation, AttentionOnCpu.Operands(operation.Attention, inputs), result, arena);

    public static void Compute(Operation operation, AttentionOperands operands, CpuTensor result, CpuArena arena)
    {
        if (operands.LongestKey > result.Shape.Columns)
            throw new ArgumentException($"{operation.Name}: a sequence has {operands.LongestKey} keys; the result has {result.Shape.Columns} columns.", nameof(operation));
        operands.Probabilities = result.Floats;
        operands.ProbabilityColumns = result.Shape.Columns;
        AttentionOnCpu.Run(operands, arena);
    }
}
