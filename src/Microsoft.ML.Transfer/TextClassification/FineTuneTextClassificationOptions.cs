namespace Microsoft.ML.Transfer;

/// <summary>How <see cref="FineTunedTextClassificationTrainer"/> fine-tunes a model, and the columns that it reads and adds.</summary>
/// <remarks>Immutable; each range is checked where the value is set. Use <c>with</c> for a variant.</remarks>
public sealed record FineTuneTextClassificationOptions : FineTuneOptions
{
    /// <summary>The label column, a key.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>The text column.</summary>
    public string Sentence1ColumnName { get; init; } = "Sentence";

    /// <summary>The column of the second text of a pair; null where texts are classified one by one.</summary>
    public string? Sentence2ColumnName { get; init; }

    /// <summary>The column of the probabilities to add.</summary>
    public string ScoreColumnName { get; init; } = "Score";

    /// <summary>The column of the predicted label to add.</summary>
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";
}
