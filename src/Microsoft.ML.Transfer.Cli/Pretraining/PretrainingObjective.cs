namespace Microsoft.ML.Transfer.Cli.Pretraining;

/// <summary>What a model learns from texts without labels.</summary>
internal enum PretrainingObjective
{
    /// <summary>An encoder predicts tokens that are masked.</summary>
    Masked,

    /// <summary>A model predicts each token from those before it.</summary>
    Causal,

    /// <summary>A decoder writes the spans that are hidden from its encoder.</summary>
    Spans,
}
