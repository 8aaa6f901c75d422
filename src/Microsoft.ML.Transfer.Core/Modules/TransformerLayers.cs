using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>Builds the layers that a configuration describes.</summary>
internal static class TransformerLayers
{
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="path">Where the layers stand in the model.</param>
    /// <param name="config">The architecture.</param>
    /// <param name="readsMemory">Whether each layer attends to the output of an encoder too, after attending to its own tokens.</param>
    public static ILayer[] Create(ParameterSet parameters, ParameterPath path, EncoderConfig config, bool readsMemory = false)
    {
        if (config.Sharing is { } sharing)
            return CreateShared(parameters, path, config, sharing);
        // Not an array of the stated length at once: that number comes from a file, and the parameters of so many layers may not be there.
        var layers = new List<ILayer>();
        for (var i = 0; i < config.LayerCount; i++)
            layers.Add(CreateLayer(parameters, path / i, config, i, readsMemory));
        if (config.Attention.Disentangled?.Convolution is { } convolution)
            layers[0] = new ConvolvedLayer(layers[0], parameters, path / "convolution", config, convolution);
        return [.. layers];
    }

    private static ILayer[] CreateShared(ParameterSet parameters, ParameterPath path, EncoderConfig config, SharingConfig sharing)
    {
        var groups = Enumerable.Range(0, sharing.Groups)
            .Select(group => (ILayer)new LayerSequence([.. Enumerable.Range(0, sharing.InnerLayers).Select(inner => CreateLayer(parameters, path / group / inner, config, group, readsMemory: false))]))
            .ToArray();
        // Layer i of n belongs to group ⌊i · groups / n⌋.
        return [.. Enumerable.Range(0, config.LayerCount).Select(i => groups[i * sharing.Groups / config.LayerCount])];
    }

    private static ILayer CreateLayer(ParameterSet parameters, ParameterPath path, EncoderConfig config, int layer, bool readsMemory)
    {
        var attention = Adapt(new SelfAttention(parameters, path / "attention", config, layer), path / "attention");
        var attentionNorm = config.Norm.SkipsFirst && layer == 0 ? null : new NormalizationLayer(parameters, path / "attention" / "norm", config);
        var memory = readsMemory ? Residual(config, new CrossAttention(parameters, path / "memory", config), new NormalizationLayer(parameters, path / "memory" / "norm", config)) : null;
        var feedForward = Adapt(
            config.FeedForward.IsGated ? new GatedFeedForward(parameters, path / "feed_forward", config) : new FeedForward(parameters, path / "feed_forward", config),
            path / "feed_forward");
        var feedForwardNorm = new NormalizationLayer(parameters, path / "feed_forward" / "norm", config);

        if (config.Norm.Placement == NormPlacement.BeforeParallelBranches)
            return new ParallelBranches(attention, attentionNorm!, feedForward, feedForwardNorm);
        var first = Residual(config, attention, attentionNorm);
        var last = Residual(config, feedForward, feedForwardNorm);
        return memory is null ? new LayerSequence(first, last) : new LayerSequence(first, memory, last);

        IBranch Adapt(IBranch branch, ParameterPath at) => parameters.Adaptation?.ForBranch(parameters, at, branch) ?? branch;
    }

    private static ILayer Residual(EncoderConfig config, IBranch branch, NormalizationLayer? norm) => config.Norm.Placement == NormPlacement.AfterSum
        ? new NormAfterSum(branch, norm!)
        : new NormBeforeBranch(branch, norm);
}
