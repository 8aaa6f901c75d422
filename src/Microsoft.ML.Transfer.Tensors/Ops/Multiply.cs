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
        var tasks = new RowProducts(inputs[0].Floats, inputs[1].Floats, result.Floats, result.Shape, isVector: inputs[1].Shape.Rank == 1, adds: false);
        arena.ForkJoin.Run(ref tasks);
    }

    protected override void Backward(Multiply operation, in CpuGradients gradients)
    {
        var (a, b, dy, threads) = (gradients.Inputs[0], gradients.Inputs[1], gradients.OfResult, gradients.Arena.ForkJoin);
        if (gradients.OfInputs[0] is { } da)
        {
            var adds = !da.TakeZeros();
            var tasks = new RowProducts(dy.Floats, b.Floats, da.Floats, a.Shape, isVector: b.Shape.Rank == 1, adds);
            threads.Run(ref tasks);
        }
        if (gradients.OfInputs[1] is not { } db)
            return;
        if (b.Shape.Rank == 1)
        {
            Kernels.Best.AddColumnSums(dy.Floats, a.Floats, a.Shape.Rows, a.Shape.Columns, db.Floats, threads);
            return;
        }
        var addsToB = !db.TakeZeros();
        var ofB = new RowProducts(dy.Floats, a.Floats, db.Floats, a.Shape, isVector: false, addsToB);
        threads.Run(ref ofB);
    }
}
