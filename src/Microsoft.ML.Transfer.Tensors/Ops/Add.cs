using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// The elementwise sum of any number of tensors of one shape, times a factor: y = scale · (x₁ + x₂ + …).
/// <para><i>Inputs:</i> one or more of one shape, as a rule [tokens, hidden], or losses to be added up. <i>Result:</i> that shape.</para>
/// </summary>
/// <param name="Scale">The factor: 1 for a sum, 1/n for the mean of n layers.</param>
public sealed record Add(float Scale = 1f) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length == 0)
            throw Mismatch(inputs, "one or more tensors of one shape");
        foreach (var input in inputs)
        {
            if (input.ElementType != ElementType.Float32 || input.Shape != inputs[0].Shape)
                throw Mismatch(inputs, "one or more tensors of one shape");
        }
        return inputs[0].Shape;
    }
}

internal sealed unsafe class AddOnCpu : CpuOperation<Add>
{
    protected override void Forward(Add operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            // The factor comes last, after the sum.
            var tasks = new ScaledSum(inputs[i].Floats, result.Floats, (int)result.Shape.Count, adds: i > 0, factor: 1f, i == inputs.Length - 1 ? operation.Scale : 1f);
            arena.ForkJoin.Run(ref tasks);
        }
    }

    protected override void Backward(Add operation, in CpuGradients gradients)
    {
        for (var i = 0; i < gradients.Inputs.Length; i++)
        {
            if (gradients.OfInputs[i] is not { } dx)
                continue;
            var adds = !dx.TakeZeros();
            var tasks = new ScaledSum(gradients.OfResult.Floats, dx.Floats, (int)dx.Shape.Count, adds, operation.Scale, 1f);
            gradients.Arena.ForkJoin.Run(ref tasks);
        }
    }
}
