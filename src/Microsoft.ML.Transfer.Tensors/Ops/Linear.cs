using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// y = f(x Wᵀ + b).
/// <para><i>Inputs:</i> x [tokens, in], W [out, in] (the layout of checkpoints), optionally b [out]. W is best uploaded by
/// <see cref="Arena.UploadWeights"/>. <i>Result:</i> [tokens, out].</para>
/// </summary>
/// <param name="Activation">The function f, applied in the same pass.</param>
public sealed record Linear(Activation Activation = Activation.None) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length is not (2 or 3) || !IsMatrix(inputs[0]) || !IsMatrix(inputs[1])
            || inputs[0].Shape.Columns != inputs[1].Shape.Columns
            || (inputs.Length == 3 && !IsVector(inputs[2], inputs[1].Shape.Rows)))
            throw Mismatch(inputs, "x [tokens, in], W [out, in] and optionally b [out]");
        return new Shape(inputs[0].Shape.Rows, inputs[1].Shape.Rows);
    }
}

internal sealed unsafe class LinearOnCpu : CpuOperation<Linear>
{
    protected override void Forward(Linear operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        var x = inputs[0];
        var weights = InPanels(inputs[1], arena);
        Kernels.Best.Multiply(
            new LinearOperands
            {
                X = x.Floats,
                Weights = weights,
                Scratch = arena.AllocateScratch(Kernels.LinearScratch(weights, x.Shape.Rows, arena.Threads)),
                Bias = inputs.Length == 3 ? inputs[2].Floats : null,
                Y = result.Floats,
                Rows = x.Shape.Rows,
                Columns = weights.Shape.Rows,
                Depth = x.Shape.Columns,
                Activation = operation.Activation,
                Threads = arena.Threads,
            },
            arena.ForkJoin);
    }

    /// <summary>Weights that change too often to be uploaded as such are packed each time, which costs about as much as 10 rows of x.</summary>
    private static PackedWeights InPanels(CpuTensor weight, CpuArena arena)
    {
        if (weight.PanelColumns > 0)
            return weight.Packed;
        var packed = arena.AllocatePanels(weight.Shape, WeightFormat.Float32).Packed;
        packed.Pack(weight.Floats, scratch: null);
        return packed;
    }
}
