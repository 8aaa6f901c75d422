using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>
/// tanh(W h + b) of each sequence's first token: what BERT's next-sentence head reads. <para><i>Parameters:</i> weight [hidden, hidden],
/// bias [hidden].</para>
/// </summary>
internal sealed class Pooler
{
    private static readonly Pool FirstToken = new(PoolKind.First);
    private readonly LinearLayer _linear;

    public Pooler(ParameterSet parameters, ParameterPath path, EncoderConfig config) =>
        _linear = new LinearLayer(parameters, path, config.HiddenSize, config.HiddenSize, Activation.Tanh);

    /// <summary>Shape: [tokens, hidden], offsets [sequences + 1] → [sequences, hidden].</summary>
    public Tensor Forward(Computation computation, Tensor hidden, Tensor offsets) =>
        _linear.Forward(computation, computation.Apply(FirstToken, hidden, offsets));
}
