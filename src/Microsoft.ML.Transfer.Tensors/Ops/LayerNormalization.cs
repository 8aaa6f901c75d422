using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// y = (x − mean(x)) / √(var(x) + ε) · γ + β over each row (Ba, Kiros and Hinton, 2016), with the sum of a residual branch in the
/// same pass when there is one: x + r takes the place of x.
/// <para><i>Inputs:</i> x [tokens, hidden], γ [hidden], β [hidden], optionally r [tokens, hidden]. <i>Result:</i> [tokens, hidden].</para>
/// </summary>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record LayerNormalization(float Epsilon) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length is not (3 or 4) || !IsMatrix(inputs[0])
            || !IsVector(inputs[1], inputs[0].Shape.Columns) || !IsVector(inputs[2], inputs[0].Shape.Columns)
            || (inputs.Length == 4 && (!IsMatrix(inputs[3]) || inputs[3].Shape != inputs[0].Shape)))
            throw Mismatch(inputs, "x [tokens, hidden], gamma [hidden], beta [hidden] and optionally a residual [tokens, hidden]");
        return inputs[0].Shape;
    }
}

internal sealed unsafe class LayerNormalizationOnCpu : CpuOperation<LayerNormalization>
{
    protected override void Forward(LayerNormalization operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena) =>
        Kernels.Best.Normalize(
            new NormalizationOperands
            {
                X = inputs[0].Floats,
                Residual = inputs.Length == 4 ? inputs[3].Floats : null,
                Gain = inputs[1].Floats,
                Bias = inputs[2].Floats,
                Y = result.Floats,
                Rows = result.Shape.Rows,
                Columns = result.Shape.Columns,
                Epsilon = operation.Epsilon,
            },
            arena.ForkJoin);
}
