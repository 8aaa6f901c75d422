using Microsoft.ML.Transfer.Adaptations;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>
/// Multi-head attention of the tokens of each sequence to each other. <para><i>Parameters:</i> query [heads · head size, hidden], key and value
/// [key heads · head size, hidden], output [hidden, heads · head size]: linear layers.</para>
/// </summary>
internal sealed class SelfAttention : IBranch
{
    private readonly LinearLayer _query;
    private readonly LinearLayer _key;
    private readonly LinearLayer _value;
    private readonly LinearLayer _output;
    private readonly Rotation? _rotation;
    private readonly AttentionPrefix? _prefix;
    private readonly IAttentionMechanism _mechanism;

    public SelfAttention(ParameterSet parameters, ParameterPath path, EncoderConfig config, int layer)
    {
        var (attention, hidden, head) = (config.Attention, config.HiddenSize, config.HeadSize);
        var keyHeads = attention.KeyValueHeads ?? config.HeadCount;
        _query = Project("query", hidden, config.HeadCount * head, AttentionBiases.Query);
        _key = Project("key", hidden, keyHeads * head, AttentionBiases.Key);
        _value = Project("value", hidden, keyHeads * head, AttentionBiases.Value);
        _output = Project("output", config.HeadCount * head, hidden, AttentionBiases.Output);
        _prefix = parameters.Adaptation?.ForAttention(parameters, path, keyHeads * head);
        _rotation = attention.RotaryOf(layer) is { } rotary ? new Rotation(parameters, config, rotary) : null;
        _mechanism = attention.Disentangled is { } disentangled
            ? new DisentangledMechanism(parameters, path, config, disentangled, _query, _key)
            : new DotProductMechanism(config, layer);

        LinearLayer Project(string name, int inputs, int outputs, AttentionBiases bias) =>
            new(parameters, path / name, inputs, outputs, hasBias: attention.Biases.HasFlag(bias));
    }

    /// <inheritdoc/>
    public Tensor Forward(Computation computation, Tensor x, PackedSequences sequences)
    {
        var query = _query.Forward(computation, x);
        var context = sequences.Context ?? x;
        var key = _key.Forward(computation, context);
        var value = _value.Forward(computation, context);
        if (_rotation is not null)
            (query, key) = (_rotation.Forward(computation, query, sequences), _rotation.Forward(computation, key, sequences));
        if (_prefix is not null)
            (key, value) = _prefix.Forward(computation, key, value, sequences);
        return _output.Forward(computation, _mechanism.Forward(computation, query, key, value, sequences));
    }
}
