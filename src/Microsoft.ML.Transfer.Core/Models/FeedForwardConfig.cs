namespace Microsoft.ML.Transfer.Models;

/// <summary>The feed-forward layers as data.</summary>
internal sealed record FeedForwardConfig
{
    /// <summary>Whether f(W x) is multiplied by a second projection V x (Shazeer, 2020).</summary>
    public bool IsGated { get; init; }

    /// <summary>Whether the linear layers have a bias.</summary>
    public bool HasBias { get; init; } = true;
}

/// <summary>Parameters that several layers have in common (ALBERT).</summary>
/// <param name="Groups">The number of groups of consecutive layers; all layers of a group are the same.</param>
/// <param name="InnerLayers">How many transformer layers, one after the other, count as one.</param>
internal sealed record SharingConfig(int Groups, int InnerLayers);
