using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Cli.Forwarding;

/// <summary>Computes a padded batch and names every result <c>batch/output</c>, as the reference outputs of other engines are named.</summary>
internal static class BatchForward
{
    /// <summary>
    /// The hidden states of each layer, [sequences, length, hidden], and the pooler's output, [sequences, hidden], where the checkpoint has a
    /// pooler. Masked tokens are computed but seen by none.
    /// </summary>
    public static IReadOnlyList<SafetensorsTensor> Compute(Encoder encoder, PaddedBatch batch)
    {
        using var states = Forward(encoder, batch);
        var results = new List<SafetensorsTensor>();
        for (var layer = 0; layer <= states.LayerCount; layer++)
            results.Add(States(batch, FormattableString.Invariant($"hidden_states.{layer}"), states[layer]));
        results.Add(States(batch, "last_hidden_state", states[states.LayerCount]));
        if (encoder.HasPooler)
        {
            var pooled = Read(encoder.Pool(states));
            results.Add(SafetensorsTensor.FromFloat32($"{batch.Name}/pooler_output", [batch.SequenceCount, pooled.Length / batch.SequenceCount], pooled));
        }
        return results;
    }

    private static HiddenStates Forward(Encoder encoder, PaddedBatch batch)
    {
        var builder = new TokenBatchBuilder();
        for (var i = 0; i < batch.SequenceCount; i++)
            builder.Add(batch.Ids[i], batch.TypeIds?[i], batch.Positions?[i], batch.AttentionMask?[i]);
        try
        {
            return encoder.Forward(builder.Build());
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"Batch '{batch.Name}': {e.Message}", e);
        }
    }

    private static SafetensorsTensor States(PaddedBatch batch, string output, Tensor layer)
    {
        var values = Read(layer);
        long[] shape = [batch.SequenceCount, batch.Length, values.Length / (batch.SequenceCount * batch.Length)];
        return SafetensorsTensor.FromFloat32($"{batch.Name}/{output}", shape, values);
    }

    private static float[] Read(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}
