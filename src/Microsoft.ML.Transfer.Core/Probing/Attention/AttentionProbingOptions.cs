using Microsoft.ML.Transfer.Hub;
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

    /// <summary>How many threads compute; null for as many as there are processors. Results do not depend on it.</summary>
    public int? Threads { get; init; }

    /// <summary>How models are fetched from the Hub; by the environment variables of its tools when null.</summary>
    public HubOptions? Hub { get; init; }

    internal void Check()
    {
        OptionRange.Require(LongestOffset, LongestOffset >= 1, "An offset leads at least one word away.");
        OptionRange.Require(Threads, Threads is null or >= 1, "At least one thread computes.");
    }
}
