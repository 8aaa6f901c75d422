using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// y = x / √(mean(x²) + ε) · γ over each row (Zhang and Sennrich, 2019), with the sum of a residual branch in the same pass when there is one:
/// x + r takes the place of x.
/// <para><i>Inputs:</i> x [tokens, hidden], γ [hidden], optionally r [tokens, hidden]. <i>Result:</i> [tokens, hidden].</para>
/// </summary>
/// <param name="Epsilon">Added to the mean of the squares.</param>
public sealed record RmsNormalization(float Epsilon) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length is not (2 or 3) || !IsMatrix(inputs[0]) || !IsVector(inputs[1], inputs[0].Shape.Columns)
            || (inputs.Length == 3 && (!IsMatrix(inputs[2]) || inputs[2].Shape != inputs[0].Shape)))
            throw Mismatch(inputs, "x [tokens, hidden], gamma [hidden] and optionally a residual [tokens, hidden]");
        return inputs[0].Shape;
    }
}

internal sealed unsafe class RmsNormalizationOnCpu : CpuOperation<RmsNormalization>
{
    protected override void Forward(RmsNormalization operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena) =>
        Kernels.Best.Normalize(Operands(operation, inputs, result), arena.ForkJoin);

    protected override void Backward(RmsNormalization operation, in CpuGradients gradients) =>
        Kernels.Best.NormalizeBackward(
            new NormalizationGradientOperands
            {
                Forward = Operands(operation, gradients.Inputs, gradients.Result),
                ResultGradient = gradients.OfResult.Floats,
                AddsToX = gradients.Adds(0),
                XGradient = gradients.OfInputs[0] is { } x ? x.Floats : null,
                GainGradient = gradients.OfInputs[1] is { } gain ? gain.Floats : null,
                AddsToResidual = gradients.Inputs.Length < 3 || gradients.Adds(2),
                ResidualGradient = gradients.Inputs.Length == 3 && gradients.OfInputs[2] is { } residual ? residual.Floats : null,
            },
            gradients.Arena);

    private static NormalizationOperands Operands(RmsNormalization operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result) => new()
    {
        X = inputs[0].Floats,
        Residual = inputs.Length == 3 ? inputs[2].Floats : null,
        Gain = inputs[1].Floats,
        Y = result.Floats,
        Rows = result.Shape.Rows,
        Columns = result.Shape.Columns,
        Epsilon = operation.Epsilon,
    };
}
