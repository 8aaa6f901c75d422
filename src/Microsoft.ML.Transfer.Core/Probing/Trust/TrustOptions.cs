namespace Microsoft.ML.Transfer.Probing;

/// <summary>What is measured beside the accuracy of a probe.</summary>
internal sealed record TrustOptions
{
    /// <summary>How many folds, at least 2.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>The seed of folds, control labels, the order of the online code and the intervals.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether the control task is learned too, where there are word types.</summary>
    public bool HasControl { get; init; } = true;

    /// <summary>Whether the online code is measured.</summary>
    public bool HasDescriptionLength { get; init; } = true;

    /// <summary>How many samples the intervals are of.</summary>
    public int BootstrapSamples { get; init; } = 1000;

    /// <summary>How many threads compute; as many as there are processors when null. Nothing depends on it.</summary>
    public int? Threads { get; init; }
}
