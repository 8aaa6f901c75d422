using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

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
    /// <summary>What the activation was applied to: its derivative cannot be told from the result.</summary>
    public override Shape? SavedShape(Operation operation, Shape result) => ((Linear)operation).Activation == Activation.None ? null : result;

    public override void ForwardSaving(Operation operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuTensor saved, CpuArena arena) =>
        Multiply(inputs, result, saved, ((Linear)operation).Activation, arena);

    protected override void Forward(Linear operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena) =>
        Multiply(inputs, result, kept: null, operation.Activation, arena);

    protected override void Backward(Linear operation, in CpuGradients gradients)
    {
        var (x, weight, dy, arena) = (gradients.Inputs[0], gradients.Inputs[1], gradients.OfResult, gradients.Arena);
        var dz = dy.Floats;
        if (gradients.Saved is { } z)
        {
            // In the place of dy, which nobody reads after this.
            Kernels.Best.ActivateBackward(operation.Activation, z.Floats, dz, dz, (int)dy.Shape.Count, adds: false, arena.ForkJoin);
        }
        if (gradients.Inputs.Length == 3 && gradients.OfInputs[2] is { } bias)
            Kernels.Best.AddColumnSums(dz, null, dy.Shape.Rows, dy.Shape.Columns, bias.Floats, arena.ForkJoin);
        if (gradients.OfInputs[1] is { } dw)
            LinearGradients.AddToWeight(x, dz, dw, arena);
        if (gradients.OfInputs[0] is { } dx)
            LinearGradients.AddToInput(weight, dz, dx, arena);
    }

    private static void Multiply(ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuTensor? kept, Activation activation, CpuArena arena)
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
                Kept = kept is null ? null : kept.Floats,
                Rows = x.Shape.Rows,
                Columns = weights.Shape.Rows,
                Depth = x.Shape.Columns,
                Activation = activation,
            },
            arena.ForkJoin);
    }

    /// <summary>Weights that change too often to be uploaded as such are packed each time, which costs about as much as 10 rows of x.</summary>
    private static PackedWeights InPanels(CpuTensor weight, CpuArena arena)
    {
        if (weight.PanelColumns > 0)
            return weight.Packed;
        var packed = arena.AllocatePanels(weight.Shape, WeightFormat.Float32).Packed;
        var tasks = new PanelPacking(weight.Floats, packed);
        arena.ForkJoin.Run(ref tasks);
        return packed;
    }
}
