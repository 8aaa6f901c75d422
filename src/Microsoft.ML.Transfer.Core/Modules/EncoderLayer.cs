using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>
/// A transformer layer with the normalisation after each residual sum (Vaswani et al., 2017): h = norm(x + attention(x)),
/// y = norm(h + feed_forward(h)).
/// </summary>
internal sealed class EncoderLayer
{
    private readonly SelfAttention _attention;
    private readonly NormalizationLayer _attentionNorm;
    private readonly FeedForward _feedForward;
    private readonly NormalizationLayer _feedForwardNorm;

    public EncoderLayer(ParameterSet parameters, ParameterPath path, EncoderConfig config)
    {
        _attention = new SelfAttention(parameters, path / "attention", config);
        _attentionNorm = new NormalizationLayer(parameters, path / "attention" / "norm", config.HiddenSize, config.NormEpsilon);
        _feedForward = new FeedForward(parameters, path / "feed_forward", config);
        _feedForwardNorm = new NormalizationLayer(parameters, path / "feed_forward" / "norm", config.HiddenSize, config.NormEpsilon);
    }

    /// <summary>Shape: [tokens, hidden] → [tokens, hidden].</summary>
    public Tensor Forward(Computation computation, Tensor x, PackedSequences sequences)
    {
        var attended = _attentionNorm.Forward(computation, _attention.Forward(computation, x, sequences), x);
        return _feedForwardNorm.Forward(computation, _feedForward.Forward(computation, attended), attended);
    }
}
