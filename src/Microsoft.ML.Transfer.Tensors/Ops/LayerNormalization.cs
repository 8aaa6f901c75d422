using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// y = (x − mean(x)) / √(var(x) + ε) · γ + β over each row (Ba, Kiros and Hinton, 2016), with the sum of a residual branch in the
/// same pass when there is one: x + r takes the place of x.
/// <para><i>Inputs:</i> x [tokens, hidden], γ [hidden], optionally β [hidden], optionally r [tokens, hidden]. <i>Result:</i> [tokens, hidden].</para>
/// </summary>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record LayerNormalization(float Epsilon) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length < 2 || !IsMatrix(inputs[0]) || !IsVector(inputs[1], inputs[0].Shape.Columns))
            throw Error(inputs);
        var residual = HasBias(inputs) ? 3 : 2;
        if (inputs.Length > residual + 1 || (inputs.Length == residual + 1 && (!IsMatrix(inputs[residual]) || inputs[residual].Shape != inputs[0].Shape)))
            throw Error(inputs);
        return inputs[0].Shape;
    }

    /// <summary>Whether there is a β among the inputs: a vector after γ, where a residual is a matrix.</summary>
    internal static bool HasBias(ReadOnlySpan<Tensor> inputs) => inputs.Length > 2 && IsVector(inputs[2], inputs[0].Shape.Columns);

    private ArgumentException Error(ReadOnlySpan<Tensor> inputs) =>
        Mismatch(inputs, "x [tokens, hidden], gamma [hidden], optionally beta [hidden] and optionally a residual [tokens, hidden]");
}

internal sealed unsafe class LayerNormalizationOnCpu : CpuOperation<LayerNormalization>
{
    protected override void Forward(LayerNormalization operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena) =>
        Kernels.Best.Normalize(Operands(operation, inputs, result), arena.ForkJoin);

    protected override void Backward(LayerNormalization operation, in CpuGradients gradients)
    {
        var hasBias = LayerNormalization.HasBias(gradients.Inputs);
        var hasResidual = gradients.Inputs.Length == (hasBias ? 4 : 3);
        Kernels.Best.NormalizeBackward(
            new NormalizationGradientOperands
            {
                Forward = Operands(operation, gradients.Inputs, gradients.Result),
                ResultGradient = gradients.OfResult.Floats,
                AddsToX = gradients.Adds(0),
                XGradient = gradients.OfInputs[0] is { } x ? x.Floats : null,
                GainGradient = gradients.OfInputs[1] is { } gain ? gain.Floats : null,
                BiasGradient = hasBias && gradients.OfInputs[2] is { } bias ? bias.Floats : null,
                AddsToResidual = !hasResidual || gradients.Adds(gradients.Inputs.Length - 1),
                ResidualGradient = hasResidual && gradients.OfInputs[^1] is { } residual ? residual.Floats : null,
            },
            gradients.Arena);
    }

    private static NormalizationOperands Operands(LayerNormalization operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result)
    {
        var hasBias = LayerNormalization.HasBias(inputs);
        return new NormalizationOperands
        {
            X = inputs[0].Floats,
            Residual = inputs.Length == (hasBias ? 4 : 3) ? inputs[^1].Floats : null,
            Gain = inputs[1].Floats,
            Bias = hasBias ? inputs[2].Floats : null,
            Y = result.Floats,
            Rows = result.Shape.Rows,
            Columns = result.Shape.Columns,
            Epsilon = operation.Epsilon,
            Centred = true,
        };
    }
}
