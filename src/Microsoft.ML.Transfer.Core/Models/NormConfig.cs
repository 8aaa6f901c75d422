namespace Microsoft.ML.Transfer.Models;

/// <summary>Normalisation as data: the kind, and where it stands in a layer.</summary>
internal sealed record NormConfig
{
    /// <summary>The kind.</summary>
    public NormKind Kind { get; init; }

    /// <summary>Where it stands.</summary>
    public NormPlacement Placement { get; init; }

    /// <summary>Whether it adds a learned vector; root-mean-square normalisation never does.</summary>
    public bool HasBias { get; init; } = true;

    /// <summary>Whether the output of the last layer is normalised.</summary>
    public bool IsFinal { get; init; }

    /// <summary>Whether that normalisation counts as no part of the last layer, so that the layer's own output is kept too (ModernBERT).</summary>
    public bool KeepsBeforeFinal { get; init; }

    /// <summary>Whether the first layer's attention reads what the embeddings have normalised already (ModernBERT).</summary>
    public bool SkipsFirst { get; init; }
}

/// <summary>What a normalisation computes.</summary>
internal enum NormKind
{
    /// <summary>Mean 0 and variance 1 (Ba, Kiros and Hinton, 2016).</summary>
    Layer,

    /// <summary>A mean square of 1 (Zhang and Sennrich, 2019).</summary>
    RootMeanSquare,
}

/// <summary>Where a layer normalises.</summary>
internal enum NormPlacement
{
    /// <summary>Each residual sum: norm(x + f(x)).</summary>
    AfterSum,

    /// <summary>What each branch reads: x + f(norm(x)).</summary>
    BeforeBranch,

    /// <summary>What each branch reads, both reading the layer's input: x + attention(norm₁(x)) + feed_forward(norm₂(x)) (GPT-NeoX).</summary>
    BeforeParallelBranches,
}
