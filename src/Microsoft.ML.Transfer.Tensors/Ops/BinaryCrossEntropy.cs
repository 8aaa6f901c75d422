using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// The mean over all elements of −(t log σ(x) + (1 − t) log(1 − σ(x))), the loss of several labels at once, computed from the logits x without overflow.
/// <para><i>Inputs:</i> x [rows, labels], t [rows, labels] from 0 to 1. <i>Result:</i> a scalar; 0 where there are no elements.</para>
/// </summary>
public sealed record BinaryCrossEntropy : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs) =>
        inputs.Length == 2 && IsMatrix(inputs[0]) && IsMatrix(inputs[1]) && inputs[0].Shape == inputs[1].Shape
            ? default
            : throw Mismatch(inputs, "x [rows, labels] and targets [rows, labels]");
}

internal sealed class BinaryCrossEntropyOnCpu : CpuOperation<BinaryCrossEntropy>
{
    protected override void Forward(BinaryCrossEntropy operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        ReadOnlySpan<float> x = inputs[0].Values;
        ReadOnlySpan<float> targets = inputs[1].Values;
        var sum = 0.0;
        // max(x, 0) − x t + log(1 + e^−|x|)
        for (var i = 0; i < x.Length; i++)
            sum += Math.Max(x[i], 0) - (double)x[i] * targets[i] + Math.Log(1 + Math.Exp(-Math.Abs((double)x[i])));
        result.Values[0] = x.IsEmpty ? 0f : (float)(sum / x.Length);
    }

    protected override void Backward(BinaryCrossEntropy operation, in CpuGradients gradients)
    {
        if (gradients.OfInputs[1] is not null)
            throw new NotSupportedException($"{operation.Name} has no gradient for its targets.");
        var dx = gradients.Of(0);
        ReadOnlySpan<float> x = gradients.Inputs[0].Values;
        ReadOnlySpan<float> targets = gradients.Inputs[1].Values;
        for (var i = 0; i < dx.Length; i++)
            dx[i] += gradients.OfResult.Values[0] / dx.Length * (1f / (1f + MathF.Exp(-x[i])) - targets[i]);
    }
}
