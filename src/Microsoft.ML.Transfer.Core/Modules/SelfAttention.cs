using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>
/// Multi-head attention of the tokens of each sequence to each other. <para><i>Parameters:</i> query, key, value, output: linear layers
/// [hidden, hidden].</para>
/// </summary>
internal sealed class SelfAttention
{
    private readonly Attention _operation;
    private readonly LinearLayer _query;
    private readonly LinearLayer _key;
    private readonly LinearLayer _value;
    private readonly LinearLayer _output;

    public SelfAttention(ParameterSet parameters, ParameterPath path, EncoderConfig config)
    {
        var hidden = config.HiddenSize;
        _operation = new Attention(config.HeadCount, 1f / MathF.Sqrt(hidden / config.HeadCount));
        _query = new LinearLayer(parameters, path / "query", hidden, hidden);
        _key = new LinearLayer(parameters, path / "key", hidden, hidden);
        _value = new LinearLayer(parameters, path / "value", hidden, hidden);
        _output = new LinearLayer(parameters, path / "output", hidden, hidden);
    }

    /// <summary>Shape: [tokens, hidden] → [tokens, hidden].</summary>
    public Tensor Forward(Computation computation, Tensor x, PackedSequences sequences)
    {
        var query = _query.Forward(computation, x);
        var key = _key.Forward(computation, x);
        var value = _value.Forward(computation, x);
        var context = sequences.Visible is null
            ? computation.Apply(_operation, query, key, value, sequences.Offsets, sequences.Offsets)
            : computation.Apply(_operation, query, key, value, sequences.Offsets, sequences.Offsets, sequences.Visible);
        return _output.Forward(computation, context);
    }
}
