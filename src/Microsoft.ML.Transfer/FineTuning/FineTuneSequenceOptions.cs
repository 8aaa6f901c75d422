namespace Microsoft.ML.Transfer;

/// <summary>What the stages that learn something of texts, or of pairs of texts, as a whole are told: the columns beside how a model is fine-tuned.</summary>
/// <remarks>Immutable; each range is checked where the value is set. Use <c>with</c> for a variant.</remarks>
public abstract record FineTuneSequenceOptions : FineTuneOptions
{
    /// <summary>The label column.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>The text column.</summary>
    public string Sentence1ColumnName { get; init; } = "Sentence";

    /// <summary>The column of the second text of a pair; null where there is one text a row.</summary>
    public string? Sentence2ColumnName { get; init; }

    /// <summary>The column of the scores to add.</summary>
    public string ScoreColumnName { get; init; } = "Score";

    private protected FineTuneSequenceOptions()
    {
    }
}
