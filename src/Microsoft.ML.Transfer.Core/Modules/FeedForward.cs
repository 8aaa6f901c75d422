using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>
/// Two linear layers with an activation between them. <para><i>Parameters:</i> up [intermediate, hidden], down [hidden, intermediate].</para>
/// </summary>
internal sealed class FeedForward
{
    private readonly LinearLayer _up;
    private readonly LinearLayer _down;

    public FeedForward(ParameterSet parameters, ParameterPath path, EncoderConfig config)
    {
        _up = new LinearLayer(parameters, path / "up", config.HiddenSize, config.IntermediateSize, config.Activation);
        _down = new LinearLayer(parameters, path / "down", config.IntermediateSize, config.HiddenSize);
    }

    /// <summary>Shape: [tokens, hidden] → [tokens, hidden].</summary>
    public Tensor Forward(Computation computation, Tensor x) => _down.Forward(computation, _up.Forward(computation, x));
}
