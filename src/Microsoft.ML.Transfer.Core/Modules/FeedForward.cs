using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>
/// Two linear layers with an activation between them. <para><i>Parameters:</i> up [intermediate, hidden], down [hidden, intermediate].</para>
/// </summary>
internal sealed class FeedForward : IBranch
{
    private readonly LinearLayer _up;
    private readonly LinearLayer _down;

    public FeedForward(ParameterSet parameters, ParameterPath path, EncoderConfig config)
    {
        var hasBias = config.FeedForward.HasBias;
        _up = new LinearLayer(parameters, path / "up", config.HiddenSize, config.IntermediateSize, config.Activation, hasBias);
        _down = new LinearLayer(parameters, path / "down", config.IntermediateSize, config.HiddenSize, hasBias: hasBias);
    }

    /// <inheritdoc/>
    public Tensor Forward(Computation computation, Tensor x, PackedSequences sequences) => _down.Forward(computation, _up.Forward(computation, x));
}

/// <summary>
/// down(f(gate(x)) · up(x)) (Shazeer, 2020). <para><i>Parameters:</i> gate, up [intermediate, hidden], down [hidden, intermediate].</para>
/// </summary>
internal sealed class GatedFeedForward : IBranch
{
    private static readonly Multiply Product = new();
    private readonly LinearLayer _gate;
    private readonly LinearLayer _up;
    private readonly LinearLayer _down;

    public GatedFeedForward(ParameterSet parameters, ParameterPath path, EncoderConfig config)
    {
        var hasBias = config.FeedForward.HasBias;
        _gate = new LinearLayer(parameters, path / "gate", config.HiddenSize, config.IntermediateSize, config.Activation, hasBias);
        _up = new LinearLayer(parameters, path / "up", config.HiddenSize, config.IntermediateSize, hasBias: hasBias);
        _down = new LinearLayer(parameters, path / "down", config.IntermediateSize, config.HiddenSize, hasBias: hasBias);
    }

    /// <inheritdoc/>
    public Tensor Forward(Computation computation, Tensor x, PackedSequences sequences) =>
        _down.Forward(computation, computation.Apply(Product, _gate.Forward(computation, x), _up.Forward(computation, x)));
}
