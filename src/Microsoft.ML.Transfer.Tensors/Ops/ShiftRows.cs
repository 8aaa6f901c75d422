using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// Moves the rows of each packed sequence: row t of the result is row t + <paramref name="By"/> of the same sequence, and zeros where the sequence has no
/// such row. A convolution over the tokens is the sum of a <see cref="Linear"/> of each shift.
/// <para><i>Inputs:</i> x [tokens, hidden]; offsets [sequences + 1] of integers; optionally visible [tokens] of integers: a row with 0 there counts as zeros.
/// <i>Result:</i> [tokens, hidden].</para>
/// </summary>
/// <param name="By">How many rows further on the rows are taken from; negative for rows before.</param>
public sealed record ShiftRows(int By) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length is not (2 or 3) || !IsMatrix(inputs[0]) || !IsIndices(inputs[1])
            || (inputs.Length == 3 && (!IsIndices(inputs[2]) || inputs[2].Shape.Rows != inputs[0].Shape.Rows)))
            throw Mismatch(inputs, "x [tokens, hidden], offsets [sequences + 1] and optionally visible [tokens], both of integers");
        return inputs[0].Shape;
    }
}

internal sealed class ShiftRowsOnCpu : CpuOperation<ShiftRows>
{
    protected override void Forward(ShiftRows operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        var x = inputs[0];
        var offsets = inputs[1].Indices;
        var hidden = x.Shape.Columns;
        SequenceOffsets.Check(operation, offsets, x.Shape.Rows);
        var visible = inputs.Length == 3 ? inputs[2].Indices : [];
        for (var s = 0; s + 1 < offsets.Length; s++)
        {
            for (var row = offsets[s]; row < offsets[s + 1]; row++)
            {
                var from = (long)row + operation.By;
                var target = result.Values.Slice(row * hidden, hidden);
                if (from < offsets[s] || from >= offsets[s + 1] || (!visible.IsEmpty && visible[(int)from] == 0))
                    target.Clear();
                else
                    x.Values.Slice((int)from * hidden, hidden).CopyTo(target);
            }
        }
    }

    protected override void Backward(ShiftRows operation, in CpuGradients gradients)
    {
        var dx = gradients.Of(0);
        if (dx.IsEmpty)
            return;
        var offsets = gradients.Inputs[1].Indices;
        var hidden = gradients.Result.Shape.Columns;
        var visible = gradients.Inputs.Length == 3 ? gradients.Inputs[2].Indices : [];
        for (var s = 0; s + 1 < offsets.Length; s++)
        {
            for (var row = offsets[s]; row < offsets[s + 1]; row++)
            {
                var from = (long)row + operation.By;
                if (from < offsets[s] || from >= offsets[s + 1] || (!visible.IsEmpty && visible[(int)from] == 0))
                    continue;
                var target = dx.Slice((int)from * hidden, hidden);
                TensorPrimitives.Add(target, gradients.OfResult.Values.Slice(row * hidden, hidden), target);
            }
        }
    }
}
