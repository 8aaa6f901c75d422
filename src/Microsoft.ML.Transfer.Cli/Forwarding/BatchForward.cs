using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Cli.Forwarding;

/// <summary>Computes everything that a model makes of a padded batch.</summary>
internal static class BatchForward
{
    private static readonly (string Name, Pooling Pooling)[] Poolings =
        [("mean", Pooling.Mean), ("cls", Pooling.Cls), ("max", Pooling.Max), ("mean_sqrt_len", Pooling.SqrtLength)];

    /// <summary>
    /// The hidden states of each layer and the attention weights; the pooler's output where the checkpoint has a pooler; the sentence vectors of
    /// the last layer; the scores of its heads, and their losses where it is known what they should have predicted. Masked tokens are computed but
    /// seen by none, and are no part of a sentence.
    /// </summary>
    /// <exception cref="BadInputException">The batch does not fit the model.</exception>
    public static IReadOnlyList<SafetensorsTensor> Compute(PretrainedModel model, PaddedBatch batch)
    {
        var results = new BatchResults(batch);
        try
        {
            if (model.Decoder is { } decoder && batch.DecoderIds is not null)
                AddBoth(results, model, decoder, batch);
            else
                AddEncoder(results, model, batch);
            return results.Tensors;
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"Batch '{batch.Name}': {e.Message}", e);
        }
    }

    private static void AddEncoder(BatchResults results, PretrainedModel model, PaddedBatch batch)
    {
        // The heads of an encoder–decoder model read what its decoder makes, of which there is nothing here.
        var heads = model.Decoder is null ? model.Heads : [];
        using (var states = model.Encoder.Forward(batch.Pack(), attentions: true))
        {
            results.AddLayers(prefix: "", states, batch.Length);
            results.AddStates("last_hidden_state", batch.Length, BatchResults.Read(states.Output));
            if (model.Encoder.HasPooler)
                results.AddVectors("pooler_output", BatchResults.Read(model.Encoder.Pool(states)));
            foreach (var head in heads.Where(head => head.IsPerToken))
                HeadResults.Add(results, batch, model, head, batch.Length, BatchResults.Read(head.Forward(states)));
        }
        using var visible = model.Encoder.Forward(batch.PackVisible());
        foreach (var head in heads.Where(head => !head.IsPerToken))
            HeadResults.Add(results, batch, model, head, length: 1, BatchResults.Read(head.Forward(visible)));
        AddSentences(results, visible, batch.SequenceCount);
    }

    private static void AddBoth(BatchResults results, PretrainedModel model, Decoder decoder, PaddedBatch batch)
    {
        using var encoded = model.Encoder.Forward(batch.Pack(), attentions: true);
        results.AddLayers("encoder_", encoded, batch.Length);
        results.AddStates("encoder_last_hidden_state", batch.Length, BatchResults.Read(encoded.Output));
        var length = batch.DecoderIds![0].Length;
        using var states = decoder.Forward(batch.PackDecoder(), encoded, attentions: true);
        results.AddLayers("decoder_", states, length);
        results.AddStates("last_hidden_state", length, BatchResults.Read(states.Output));
        foreach (var head in model.Heads)
            HeadResults.Add(results, batch, model, head, head.IsPerToken ? length : 1, BatchResults.Read(head.Forward(states)));
    }

    private static void AddSentences(BatchResults results, HiddenStates states, int count)
    {
        foreach (var (name, pooling) in Poolings)
            results.AddVectors($"sentence.{name}", BatchResults.Read(states.Pool(states.LayerCount, pooling)));
        results.AddVectors("sentence.mean_norm", Normalized(BatchResults.Read(states.Pool(states.LayerCount, Pooling.Mean)), count));
    }

    private static float[] Normalized(float[] vectors, int count)
    {
        foreach (var vector in Enumerable.Range(0, count).Select(i => vectors.AsMemory(i * (vectors.Length / count), vectors.Length / count)))
            TensorPrimitives.Divide(vector.Span, Math.Max(TensorPrimitives.Norm<float>(vector.Span), float.Epsilon), vector.Span);
        return vectors;
    }
}
