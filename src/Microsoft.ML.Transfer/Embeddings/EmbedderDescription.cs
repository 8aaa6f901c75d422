using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>Says in the log of the context which encoder is at work and how, and warns of what a user should know about it.</summary>
internal static class EmbedderDescription
{
    public static void Write(IChannel channel, TextEmbedder embedder, long cacheBytes)
    {
        var options = embedder.Options;
        var length = options.MaximumLength is { } maximum ? FormattableString.Invariant($"at most {maximum} tokens") : "at most the model's own number of tokens";
        channel.Info(MessageSensitivity.None, FormattableString.Invariant(
            $"Encoder {embedder.ModelName}: layers {options.Layers}, pooling {options.Pooling}{(options.Normalize is true ? ", normalized" : "")}, {embedder.Dimension} dimensions, weights {options.WeightFormat}, {length} ({options.LongText}), cache of {cacheBytes >> 20} MiB."));
        if (embedder.Notice is { } notice)
            channel.Warning(MessageSensitivity.None, notice);
    }
}
