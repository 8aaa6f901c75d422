using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// y[i] = x[index[i]]: the look-up in an embedding table, and the choice of a token of each sequence.
/// <para><i>Inputs:</i> x [rows, hidden], index [n] of integers in 0 … rows − 1. <i>Result:</i> [n, hidden].</para>
/// </summary>
public sealed record GatherRows : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length != 2 || !IsMatrix(inputs[0]) || !IsIndices(inputs[1]))
            throw Mismatch(inputs, "x [rows, hidden] and index [n] of integers");
        return new Shape(inputs[1].Shape.Rows, inputs[0].Shape.Columns);
    }
}

internal sealed class GatherRowsOnCpu : CpuOperation<GatherRows>
{
    protected override void Forward(GatherRows operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        var table = inputs[0];
        var indices = inputs[1].Indices;
        var (rows, hidden) = (table.Shape.Rows, table.Shape.Columns);
        for (var i = 0; i < indices.Length; i++)
        {
            if ((uint)indices[i] >= (uint)rows)
                throw new ArgumentException($"{operation.Name}: index {indices[i]} at position {i} is outside the table's rows 0 to {rows - 1}.", nameof(inputs));
            table.Values.Slice(indices[i] * hidden, hidden).CopyTo(result.Values[(i * hidden)..]);
        }
    }
}
