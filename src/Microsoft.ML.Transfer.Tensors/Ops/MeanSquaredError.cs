using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// The mean over all elements of (x − t)².
/// <para><i>Inputs:</i> x [rows, columns], t [rows, columns]. <i>Result:</i> a scalar; 0 where there are no elements.</para>
/// </summary>
public sealed record MeanSquaredError : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs) =>
        inputs.Length == 2 && IsMatrix(inputs[0]) && IsMatrix(inputs[1]) && inputs[0].Shape == inputs[1].Shape
            ? default
            : throw Mismatch(inputs, "x [rows, columns] and targets [rows, columns]");
}

internal sealed class MeanSquaredErrorOnCpu : CpuOperation<MeanSquaredError>
{
    protected override void Forward(MeanSquaredError operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        ReadOnlySpan<float> x = inputs[0].Values;
        ReadOnlySpan<float> targets = inputs[1].Values;
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
            sum += ((double)x[i] - targets[i]) * ((double)x[i] - targets[i]);
        result.Values[0] = x.IsEmpty ? 0f : (float)(sum / x.Length);
    }

    protected override void Backward(MeanSquaredError operation, in CpuGradients gradients)
    {
        var dx = gradients.Of(0);
        var dt = gradients.Of(1);
        ReadOnlySpan<float> x = gradients.Inputs[0].Values;
        ReadOnlySpan<float> targets = gradients.Inputs[1].Values;
        var factor = 2 * gradients.OfResult.Values[0] / x.Length;
        for (var i = 0; i < dx.Length; i++)
            dx[i] += factor * (x[i] - targets[i]);
        for (var i = 0; i < dt.Length; i++)
            dt[i] -= factor * (x[i] - targets[i]);
    }
}
