using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>
/// Normalisation of each token. <para><i>Parameters:</i> weight [hidden] (γ), where it has one bias [hidden] (β).</para>
/// </summary>
internal sealed class NormalizationLayer
{
    private readonly Operation _operation;
    private readonly Tensor _gain;
    private readonly Tensor? _bias;

    public NormalizationLayer(ParameterSet parameters, ParameterPath path, EncoderConfig config, int? size = null)
    {
        var (norm, shape) = (config.Norm, new Shape(size ?? config.HiddenSize));
        _operation = norm.Kind == NormKind.Layer ? new LayerNormalization(config.NormEpsilon) : new RmsNormalization(config.NormEpsilon);
        _gain = parameters.Create(path / "weight", shape, Initialization.Ones);
        _bias = norm is { Kind: NormKind.Layer, HasBias: true } ? parameters.Create(path / "bias", shape, Initialization.Zeros) : null;
    }

    /// <summary>Shape: [tokens, hidden] → [tokens, hidden].</summary>
    public Tensor Forward(Computation computation, Tensor x) =>
        _bias is null ? computation.Apply(_operation, x, _gain) : computation.Apply(_operation, x, _gain, _bias);

    /// <summary>The normalised sum of a branch and its residual. Shape: [tokens, hidden], [tokens, hidden] → [tokens, hidden].</summary>
    public Tensor Forward(Computation computation, Tensor x, Tensor residual) =>
        _bias is null ? computation.Apply(_operation, x, _gain, residual) : computation.Apply(_operation, x, _gain, _bias, residual);
}
