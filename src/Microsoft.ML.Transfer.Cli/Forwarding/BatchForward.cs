using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Cli.Forwarding;

/// <summary>Computes a padded batch and names every result <c>batch/output</c>, as the reference outputs of other engines are named.</summary>
internal static class BatchForward
{
    private static readonly (string Name, Pooling Pooling)[] Poolings =
        [("mean", Pooling.Mean), ("cls", Pooling.Cls), ("max", Pooling.Max), ("mean_sqrt_len", Pooling.SqrtLength)];

    /// <summary>
    /// The hidden states of each layer, [sequences, length, hidden]; the pooler's output, [sequences, hidden], where the checkpoint has a
    /// pooler; and the sentence vectors of the last layer, [sequences, hidden]. Masked tokens are computed but seen by none, and are no part
    /// of a sentence.
    /// </summary>
    /// <exception cref="BadInputException">The batch does not fit the model.</exception>
    public static IReadOnlyList<SafetensorsTensor> Compute(Encoder encoder, PaddedBatch batch)
    {
        try
        {
            return [.. Tokens(encoder, batch), .. Sentences(encoder, batch)];
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"Batch '{batch.Name}': {e.Message}", e);
        }
    }

    private static List<SafetensorsTensor> Tokens(Encoder encoder, PaddedBatch batch)
    {
        using var states = encoder.Forward(batch.Pack());
        var results = new List<SafetensorsTensor>();
        for (var layer = 0; layer <= states.LayerCount; layer++)
            results.Add(States(batch, FormattableString.Invariant($"hidden_states.{layer}"), states[layer]));
        results.Add(States(batch, "last_hidden_state", states[states.LayerCount]));
        if (encoder.HasPooler)
            results.Add(Vectors(batch, "pooler_output", Read(encoder.Pool(states))));
        return results;
    }

    private static List<SafetensorsTensor> Sentences(Encoder encoder, PaddedBatch batch)
    {
        using var states = encoder.Forward(batch.PackVisible());
        var results = new List<SafetensorsTensor>();
        foreach (var (name, pooling) in Poolings)
            results.Add(Vectors(batch, $"sentence.{name}", Read(states.Pool(states.LayerCount, pooling))));
        results.Add(Vectors(batch, "sentence.mean_norm", Normalized(Read(states.Pool(states.LayerCount, Pooling.Mean)), batch.SequenceCount)));
        return results;
    }

    private static float[] Normalized(float[] vectors, int count)
    {
        foreach (var vector in Enumerable.Range(0, count).Select(i => vectors.AsMemory(i * (vectors.Length / count), vectors.Length / count)))
            System.Numerics.Tensors.TensorPrimitives.Divide(vector.Span, Math.Max(System.Numerics.Tensors.TensorPrimitives.Norm<float>(vector.Span), float.Epsilon), vector.Span);
        return vectors;
    }

    private static SafetensorsTensor Vectors(PaddedBatch batch, string output, float[] values) =>
        SafetensorsTensor.FromFloat32($"{batch.Name}/{output}", [batch.SequenceCount, values.Length / batch.SequenceCount], values);

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
