using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>softmax(q kᵀ · scale + bias of the distance) v.</summary>
internal sealed class DotProductMechanism : IAttentionMechanism
{
    private readonly Attention _operation;

    public DotProductMechanism(EncoderConfig config, int layer)
    {
        var attention = config.Attention;
        var scale = attention.Scale ?? 1f / MathF.Sqrt(config.HeadSize);
        _operation = new Attention(config.HeadCount, attention.ScalesByLayer ? scale / (layer + 1) : scale)
        {
            KeyValueHeads = attention.KeyValueHeads ?? 0,
            Causal = attention.IsCausal,
            Window = attention.IsLocal(layer) ? attention.Window : null,
        };
    }

    /// <inheritdoc/>
    public Tensor Forward(Computation computation, Tensor query, Tensor key, Tensor value, PackedSequences sequences)
    {
        var keys = sequences.Keys ?? sequences;
        var (offsets, keyOffsets) = (sequences.Offsets, keys.Offsets);
        ReadOnlySpan<Tensor> inputs = (keys.Visible, sequences.DistanceBias) switch
        {
            (null, null) => [query, key, value, offsets, keyOffsets],
            ({ } visible, null) => [query, key, value, offsets, keyOffsets, visible],
            (null, { } bias) => [query, key, value, offsets, keyOffsets, bias],
            ({ } visible, { } bias) => [query, key, value, offsets, keyOffsets, visible, bias],
        };
        sequences.Recorder?.Self.Add(AttentionRecorder.Compute(computation, new AttentionProbabilities(_operation, keys.Longest), _operation.Heads, inputs));
        return computation.Apply(_operation, inputs);
    }
}
