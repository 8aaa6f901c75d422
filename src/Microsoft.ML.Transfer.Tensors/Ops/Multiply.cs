using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// The elementwise product of two matrices, or of each row of a matrix with one vector: y = a ⊙ b. The gate of a gated feed-forward layer.
/// <para><i>Inputs:</i> a [tokens, hidden], b [tokens, hidden] or [hidden]. <i>Result:</i> [tokens, hidden].</para>
/// </summary>
public sealed record Multiply : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length != 2 || !IsMatrix(inputs[0])
            || !(IsVector(inputs[1], inputs[0].Shape.Columns) || (IsMatrix(inputs[1]) && inputs[1].Shape == inputs[0].Shape)))
            throw Mismatch(inputs, "a [tokens, hidden] and b [tokens, hidden] or [hidden]");
        return inputs[0].Shape;
    }
}

internal sealed unsafe class MultiplyOnCpu : CpuOperation<Multiply>
{
    protected override void Forward(Multiply operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        ReadOnlySpan<float> a = inputs[0].Values;
        ReadOnlySpan<float> b = inputs[1].Values;
        if (inputs[1].Shape.Rank == 2)
        {
            TensorPrimitives.Multiply(a, b, result.Values);
            return;
        }
        for (var start = 0; start < a.Length; start += b.Length)
            TensorPrimitives.Multiply(a.Slice(start, b.Length), b, result.Values.Slice(start, b.Length));
    }

    protected override void Backward(Multiply operation, in CpuGradients gradients)
    {
        var (a, b, dy) = (gradients.Inputs[0], gradients.Inputs[1], gradients.OfResult);
        var da = gradients.Of(0);
        var db = gradients.Of(1);
        var width = b.Values.Length;
        for (var start = 0; !da.IsEmpty && start < da.Length; start += width)
            TensorPrimitives.MultiplyAdd(dy.Values.Slice(start, width), b.Values, da.Slice(start, width), da.Slice(start, width));
        if (db.IsEmpty)
            return;
        if (b.Shape.Rank == 2)
            TensorPrimitives.MultiplyAdd(dy.Values, a.Values, db, db);
        else
            Kernels.Best.AddColumnSums(dy.Floats, a.Floats, a.Shape.Rows, a.Shape.Columns, gradients.OfInputs[1]!.Floats, gradients.Arena.ForkJoin);
    }
}
