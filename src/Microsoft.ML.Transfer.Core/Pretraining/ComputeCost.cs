using Microsoft.ML.Transfer.Models;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>
/// Floating-point operations of a model, a multiplication and an addition as two: twice the weights of the linear layers for each token, and the products of attention; a backward pass takes twice as many
/// as a forward one (Kaplan et al., 2020). What pre-training, fine-tuning and frozen features cost is compared by it.
/// </summary>
public static class ComputeCost
{
    /// <summary>Of a forward pass through the layers, for one token.</summary>
    /// <param name="config">The architecture.</param>
    /// <param name="length">How many tokens its text has.</param>
    /// <param name="read">The part of the tokens whose last hidden state is read: of the last layer, all others need but keys and values where the architecture permits that.</param>
    public static double Forward(EncoderConfig config, double length, double read = 1)
    {
        ArgumentNullException.ThrowIfNull(config);
        var (hidden, inner) = ((double)config.HiddenSize, (double)config.IntermediateSize);
        var keysAndValues = 2 * 2 * hidden * hidden;
        var rest = 2 * (2 * hidden * hidden + 2 * hidden * inner) + 4 * length * hidden;
        var unread = config.LastLayerComputesSome ? 1 - read : 0;
        return config.LayerCount * (keysAndValues + rest) - unread * rest;
    }

    /// <summary>Of a step of training of an encoder with its decoder, for one token of the text that both make: forward and backward.</summary>
    /// <param name="encoder">The architecture of the encoder.</param>
    /// <param name="decoder">The architecture of the decoder.</param>
    /// <param name="length">How many tokens a text has.</param>
    /// <param name="read">How many tokens the encoder reads for each of the text.</param>
    /// <param name="written">How many tokens the decoder writes for each of the text.</param>
    internal static double Training(EncoderConfig encoder, EncoderConfig decoder, double length, double read, double written)
    {
        var hidden = (double)decoder.HiddenSize;
        // Attention to the encoder: queries and outputs of what is written, keys and values of what is read, and their products.
        var across = decoder.LayerCount * (2 * 2 * hidden * hidden * (written + read) + 4 * read * length * hidden * written);
        var scores = 2 * hidden * decoder.VocabularySize * written;
        return 3 * (read * Forward(encoder, read * length) + written * Forward(decoder, written * length) + across + scores);
    }

    /// <summary>Of a step of training, for one token: forward and backward.</summary>
    /// <param name="config">The architecture.</param>
    /// <param name="length">How many tokens its text has.</param>
    /// <param name="predicted">The part of the tokens that a head scores over the whole vocabulary: 0.15 for masked tokens.</param>
    /// <param name="read">The part of the tokens whose last hidden state is read: <paramref name="predicted"/> where nothing else is learned from them.</param>
    public static double Training(EncoderConfig config, double length, double predicted, double read = 1)
    {
        ArgumentNullException.ThrowIfNull(config);
        var head = 2.0 * config.HiddenSize * (config.HiddenSize + config.VocabularySize);
        return 3 * (Forward(config, length, read) + predicted * head);
    }
}
