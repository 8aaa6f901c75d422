using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>
/// Attention of a decoder's tokens to the output of the encoder. <para><i>Parameters:</i> query, key, value, output: linear layers
/// [heads · head size, hidden] and back.</para>
/// </summary>
internal sealed class CrossAttention : IBranch
{
    private readonly Attention _operation;
    private readonly LinearLayer _query;
    private readonly LinearLayer _key;
    private readonly LinearLayer _value;
    private readonly LinearLayer _output;

    public CrossAttention(ParameterSet parameters, ParameterPath path, EncoderConfig config)
    {
        var (hidden, inner, biases) = (config.HiddenSize, config.HeadCount * config.HeadSize, config.Attention.Biases);
        _operation = new Attention(config.HeadCount, config.Attention.Scale ?? 1f / MathF.Sqrt(config.HeadSize));
        _query = new LinearLayer(parameters, path / "query", hidden, inner, hasBias: biases.HasFlag(AttentionBiases.Query));
        _key = new LinearLayer(parameters, path / "key", hidden, inner, hasBias: biases.HasFlag(AttentionBiases.Key));
        _value = new LinearLayer(parameters, path / "value", hidden, inner, hasBias: biases.HasFlag(AttentionBiases.Value));
        _output = new LinearLayer(parameters, path / "output", inner, hidden, hasBias: biases.HasFlag(AttentionBiases.Output));
    }

    /// <inheritdoc/>
    public Tensor Forward(Computation computation, Tensor x, PackedSequences sequences)
    {
        var (states, source) = sequences.Memory ?? throw new InvalidOperationException("A decoder needs the output of an encoder.");
        var query = _query.Forward(computation, x);
        var key = _key.Forward(computation, states);
        var value = _value.Forward(computation, states);
        ReadOnlySpan<Tensor> inputs = source.Visible is { } visible
            ? [query, key, value, sequences.Offsets, source.Offsets, visible]
            : [query, key, value, sequences.Offsets, source.Offsets];
        sequences.Recorder?.Cross.Add(AttentionRecorder.Compute(computation, new AttentionProbabilities(_operation, source.Longest), _operation.Heads, inputs));
        var attended = computation.Dropout is { Rate: > 0 } dropout
            ? computation.Apply(_operation with { DropoutRate = dropout.Rate }, [.. inputs, dropout.NextKey(computation)])
            : computation.Apply(_operation, inputs);
        return _output.Forward(computation, attended);
    }
}
