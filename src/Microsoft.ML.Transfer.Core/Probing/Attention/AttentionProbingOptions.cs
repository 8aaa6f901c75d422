using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>How <see cref="AttentionProbing"/> looks.</summary>
public sealed record AttentionProbingOptions
{
    /// <summary>How many words away the best fixed offset may lead, in both directions; at least 1.</summary>
    public int LongestOffset { get; init; } = 10;

    /// <summary>Whether an encoder of the same shape with random weights is looked into as well.</summary>
    public bool ComparesUntrained { get; init; } = true;

    /// <summary>The seed of its weights.</summary>
    public ulong Seed { get; init; } = 1;

    internal void Check() => OptionRange.Require(LongestOffset, LongestOffset >= 1, "An offset leads at least one word away.");
}
