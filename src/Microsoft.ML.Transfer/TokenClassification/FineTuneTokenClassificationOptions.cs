namespace Microsoft.ML.Transfer;

/// <summary>How <see cref="FineTunedTokenClassificationTrainer"/> fine-tunes a model, and the columns that it reads and adds.</summary>
/// <remarks>Immutable; each range is checked where the value is set. Use <c>with</c> for a variant.</remarks>
public sealed record FineTuneTokenClassificationOptions : FineTuneOptions
{
    /// <summary>The label column, a vector of keys: one for each word.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>The column of the words: a vector of texts, or a text that is divided at white space.</summary>
    public string WordsColumnName { get; init; } = "Sentence";

    /// <summary>The column of the probabilities of the predicted labels to add.</summary>
    public string ScoreColumnName { get; init; } = "Score";

    /// <summary>The column of the predicted labels to add.</summary>
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>Which tokens learn the label of a word that the tokenizer divides.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such choice.</exception>
    public LabeledPieces LabeledPieces
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw OutOfRange(nameof(LabeledPieces), value);
    }

    internal Integration.TextSource Source => new(WordsColumnName, TakesVectors: true);

    private static ArgumentOutOfRangeException OutOfRange(string property, object value) => new(property, value, $"{property} must be First or All.");
}
