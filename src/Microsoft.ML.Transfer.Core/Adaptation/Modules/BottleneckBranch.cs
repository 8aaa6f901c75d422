using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>
/// A branch b with an adapter behind it: b + up(f(down(b))) (Houlsby et al., 2019), f the activation of the model. <para><i>Parameters:</i> down [size, hidden], up [hidden, size],
/// which starts at 0: linear layers with biases.</para>
/// </summary>
internal sealed class BottleneckBranch(ParameterSet parameters, ParameterPath path, EncoderConfig config, IBranch branch, int size) : IBranch
{
    private static readonly Add Sum = new();
    private readonly LinearLayer _down = new(parameters, path / "down", config.HiddenSize, size, config.Activation);
    private readonly LinearLayer _up = new(parameters, path / "up", size, config.HiddenSize, initialization: Initialization.Zeros);

    /// <inheritdoc/>
    public Tensor Forward(Computation computation, Tensor x, PackedSequences sequences)
    {
        var given = branch.Forward(computation, x, sequences);
        return computation.Apply(Sum, given, _up.Forward(computation, _down.Forward(computation, given)));
    }
}
