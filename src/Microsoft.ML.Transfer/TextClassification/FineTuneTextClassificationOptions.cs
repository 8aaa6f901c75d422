namespace Microsoft.ML.Transfer;

/// <summary>How <see cref="FineTunedTextClassificationTrainer"/> fine-tunes a model, and the columns that it reads and adds.</summary>
/// <remarks>Immutable; each range is checked where the value is set. Use <c>with</c> for a variant.</remarks>
public sealed record FineTuneTextClassificationOptions : FineTuneSequenceOptions
{
    /// <summary>The column of the predicted label to add.</summary>
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";
}
