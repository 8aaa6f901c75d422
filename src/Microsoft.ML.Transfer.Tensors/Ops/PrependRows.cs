using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// The rows of a table before the rows of each packed sequence: y of sequence s is table, then x[offsets[s]] … x[offsets[s + 1] − 1]. What prompt and prefix tuning learn.
/// <para><i>Inputs:</i> table [n, hidden], x [tokens, hidden], offsets [sequences + 1] of integers. <i>Result:</i> [tokens + sequences · n, hidden].</para>
/// </summary>
public sealed record PrependRows : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length != 3 || !IsMatrix(inputs[0]) || !IsMatrix(inputs[1]) || inputs[0].Shape.Columns != inputs[1].Shape.Columns || !IsIndices(inputs[2]) || inputs[2].Shape.Rows == 0)
            throw Mismatch(inputs, "table [n, hidden], x [tokens, hidden] and offsets [sequences + 1] of integers");
        return new Shape(checked(inputs[1].Shape.Rows + (inputs[2].Shape.Rows - 1) * inputs[0].Shape.Rows), inputs[1].Shape.Columns);
    }
}

internal sealed class PrependRowsOnCpu : CpuOperation<PrependRows>
{
    protected override void Forward(PrependRows operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        ReadOnlySpan<int> offsets = inputs[2].Indices;
        SequenceOffsets.Check(operation, offsets, inputs[1].Shape.Rows);
        var hidden = result.Shape.Columns;
        var table = inputs[0].Values;
        var target = result.Values;
        for (var s = 0; s + 1 < offsets.Length; s++)
        {
            var rows = inputs[1].Values[(offsets[s] * hidden)..(offsets[s + 1] * hidden)];
            table.CopyTo(target);
            rows.CopyTo(target[table.Length..]);
            target = target[(table.Length + rows.Length)..];
        }
    }

    protected override void Backward(PrependRows operation, in CpuGradients gradients)
    {
        ReadOnlySpan<int> offsets = gradients.Inputs[2].Indices;
        var ofTable = gradients.Of(0);
        var ofRows = gradients.Of(1);
        var (length, hidden) = (gradients.Inputs[0].Values.Length, gradients.Result.Shape.Columns);
        ReadOnlySpan<float> upstream = gradients.OfResult.Values;
        for (var s = 0; s + 1 < offsets.Length; s++)
        {
            var count = (offsets[s + 1] - offsets[s]) * hidden;
            if (!ofTable.IsEmpty)
                TensorPrimitives.Add(ofTable, upstream[..length], ofTable);
            if (!ofRows.IsEmpty)
            {
                var rows = ofRows.Slice(offsets[s] * hidden, count);
                TensorPrimitives.Add(rows, upstream.Slice(length, count), rows);
            }
            upstream = upstream[(length + count)..];
        }
    }
}
