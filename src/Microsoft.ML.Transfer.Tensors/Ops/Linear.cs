using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// y = f(x Wᵀ + b).
/// <para><i>Inputs:</i> x [tokens, in], W [out, in] (the layout of checkpoints), optionally b [out]. <i>Result:</i> [tokens, out].</para>
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

internal sealed class LinearOnCpu : CpuOperation<Linear>
{
    protected override void Forward(Linear operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, Arena arena)
    {
        var (x, weight) = (inputs[0], inputs[1]);
        var bias = inputs.Length == 3 ? inputs[2].Values : [];
        MatrixMultiply.TransposedWithBias(x.Values, weight.Values, bias, result.Values,
            rows: x.Shape.Rows, columns: weight.Shape.Rows, depth: x.Shape.Columns);
        Activations.Apply(operation.Activation, result.Values);
    }
}
