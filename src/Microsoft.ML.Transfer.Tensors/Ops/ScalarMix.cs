using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// The learned mixture of layers of ELMo (Peters et al., 2018): y = γ Σₗ softmax(s)ₗ xₗ.
/// <para><i>Inputs:</i> s [layers], γ [1], then for each layer x [tokens, hidden]. <i>Result:</i> [tokens, hidden].</para>
/// </summary>
public sealed record ScalarMix : Operation
{
    /// <summary>The inputs before the layers.</summary>
    internal const int FirstLayer = 2;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length <= FirstLayer || !IsVector(inputs[0], inputs.Length - FirstLayer) || !IsVector(inputs[1], 1) || !IsMatrix(inputs[FirstLayer]))
            throw Error(inputs);
        foreach (var layer in inputs[FirstLayer..])
        {
            if (!IsMatrix(layer) || layer.Shape != inputs[FirstLayer].Shape)
                throw Error(inputs);
        }
        return inputs[FirstLayer].Shape;
    }

    private ArgumentException Error(ReadOnlySpan<Tensor> inputs) => Mismatch(inputs, "s [layers], γ [1] and as many matrices x [tokens, hidden] of one shape as there are layers");
}

internal sealed unsafe class ScalarMixOnCpu : CpuOperation<ScalarMix>
{
    protected override void Forward(ScalarMix operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        var weights = Weights(inputs);
        for (var layer = 0; layer < weights.Length; layer++)
        {
            var tasks = new ScaledSum(inputs[ScalarMix.FirstLayer + layer].Floats, result.Floats, (int)result.Shape.Count, adds: layer > 0, inputs[1].Values[0] * weights[layer], 1f);
            arena.ForkJoin.Run(ref tasks);
        }
    }

    /// <summary>
    /// With the weights w = softmax(s) and the products aₗ = ⟨dy, xₗ⟩: dγ = Σ wₗ aₗ, dsₗ = γ wₗ (aₗ − Σ wₖ aₖ), dxₗ = γ wₗ dy.
    /// </summary>
    protected override void Backward(ScalarMix operation, in CpuGradients gradients)
    {
        var inputs = gradients.Inputs;
        var (weights, gamma) = (Weights(inputs), inputs[1].Values[0]);
        var products = new float[weights.Length];
        for (var layer = 0; layer < weights.Length; layer++)
            products[layer] = TensorPrimitives.Dot<float>(gradients.OfResult.Values, inputs[ScalarMix.FirstLayer + layer].Values);
        var mean = TensorPrimitives.Dot<float>(weights, products);
        var ofScores = gradients.Of(0);
        var ofGamma = gradients.Of(1);
        for (var layer = 0; layer < ofScores.Length; layer++)
            ofScores[layer] += gamma * weights[layer] * (products[layer] - mean);
        if (!ofGamma.IsEmpty)
            ofGamma[0] += mean;
        for (var layer = 0; layer < weights.Length; layer++)
        {
            if (gradients.OfInputs[ScalarMix.FirstLayer + layer] is not { } dx)
                continue;
            var adds = !dx.TakeZeros();
            var tasks = new ScaledSum(gradients.OfResult.Floats, dx.Floats, (int)dx.Shape.Count, adds, gamma * weights[layer], 1f);
            gradients.Arena.ForkJoin.Run(ref tasks);
        }
    }

    private static float[] Weights(ReadOnlySpan<CpuTensor> inputs)
    {
        var weights = inputs[0].Values.ToArray();
        // The largest is taken off first, so that no power overflows.
        TensorPrimitives.Subtract(weights, TensorPrimitives.Max<float>(weights), weights);
        TensorPrimitives.SoftMax(weights, weights);
        return weights;
    }
}
