using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// y = f(x), element by element. After a single <see cref="Linear"/> its own activation is faster; this one is for sums of several.
/// <para><i>Inputs:</i> x [tokens, hidden]. <i>Result:</i> [tokens, hidden].</para>
/// </summary>
/// <param name="Activation">The function f.</param>
public sealed record Activate(Activation Activation) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length != 1 || !IsMatrix(inputs[0]))
            throw Mismatch(inputs, "x [tokens, hidden]");
        return inputs[0].Shape;
    }
}

internal sealed unsafe class ActivateOnCpu : CpuOperation<Activate>
{
    protected override void Forward(Activate operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        Kernels.Best.Activate(operation.Activation, inputs[0].Floats, result.Floats, (int)result.Shape.Count, arena.ForkJoin);
    }

    protected override void Backward(Activate operation, in CpuGradients gradients)
    {
        if (gradients.OfInputs[0] is not { } dx)
            return;
        var adds = !dx.TakeZeros();
        Kernels.Best.ActivateBackward(operation.Activation, gradients.Inputs[0].Floats, gradients.OfResult.Floats, dx.Floats, (int)dx.Shape.Count, adds, gradients.Arena.ForkJoin);
    }
}
