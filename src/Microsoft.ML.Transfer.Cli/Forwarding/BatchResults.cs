using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Cli.Forwarding;

/// <summary>Everything computed for a batch, each named <c>batch/output</c>, as the reference outputs of other engines are named.</summary>
/// <param name="batch">The batch.</param>
internal sealed class BatchResults(PaddedBatch batch)
{
    private readonly List<SafetensorsTensor> _tensors = [];

    public IReadOnlyList<SafetensorsTensor> Tensors => _tensors;

    /// <summary>Adds a vector, or a number, for each sequence. <i>Shape:</i> [sequences, size].</summary>
    public void AddVectors(string output, float[] values) => Add(output, [batch.SequenceCount, values.Length / batch.SequenceCount], values);

    /// <summary>Adds a vector for each token. <i>Shape:</i> [sequences, length, size].</summary>
    public void AddStates(string output, int length, float[] values) =>
        Add(output, [batch.SequenceCount, length, values.Length / (batch.SequenceCount * length)], values);

    /// <summary>Adds attention weights. <i>Shape:</i> [sequences, heads, length, length attended to].</summary>
    public void AddWeights(string output, AttentionWeights weights)
    {
        var rows = weights.Values.Length / weights.Columns;
        Add(output, [batch.SequenceCount, weights.Heads, rows / (batch.SequenceCount * weights.Heads), weights.Columns], weights.Values.ToArray());
    }

    /// <summary>Adds hidden states under names that begin alike.</summary>
    /// <param name="prefix">The beginning: <c>encoder_</c>, or nothing.</param>
    /// <param name="states">The states.</param>
    /// <param name="length">The number of tokens of each sequence.</param>
    public void AddLayers(string prefix, HiddenStates states, int length)
    {
        for (var layer = 0; layer < states.LayerCount; layer++)
            AddStates(FormattableString.Invariant($"{prefix}hidden_states.{layer}"), length, Read(states[layer]));
        AddStates(FormattableString.Invariant($"{prefix}hidden_states.{states.LayerCount}"), length, Read(states.BeforeFinalNorm ?? states[states.LayerCount]));
        for (var layer = 0; layer < states.Attentions.Count; layer++)
            AddWeights(FormattableString.Invariant($"{prefix}attentions.{layer}"), states.Attentions[layer]);
        for (var layer = 0; layer < states.CrossAttentions.Count; layer++)
            AddWeights(FormattableString.Invariant($"cross_attentions.{layer}"), states.CrossAttentions[layer]);
    }

    /// <summary>Adds any tensor.</summary>
    public void Add(string output, long[] shape, float[] values) =>
        _tensors.Add(SafetensorsTensor.FromFloat32($"{batch.Name}/{output}", shape, values));

    /// <summary>The elements of a tensor.</summary>
    public static float[] Read(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}
