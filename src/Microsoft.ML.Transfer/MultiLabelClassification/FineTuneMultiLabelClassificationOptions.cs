namespace Microsoft.ML.Transfer;

/// <summary>How <see cref="FineTunedMultiLabelClassificationTrainer"/> fine-tunes a model, and the columns that it reads and adds.</summary>
/// <remarks>Immutable; each range is checked where the value is set. Use <c>with</c> for a variant.</remarks>
public sealed record FineTuneMultiLabelClassificationOptions : FineTuneSequenceOptions
{
    /// <summary>The column of the predicted labels to add.</summary>
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>The probability from which a label is predicted, above 0 and below 1. 0.5 by default: what is likelier there than not.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public float Threshold
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw OutOfRange(nameof(Threshold), value);
    } = MultiLabelClassifier.DefaultThreshold;

    private static ArgumentOutOfRangeException OutOfRange(string property, float value) => new(property, value, $"{property} must be above 0 and below 1.");
}
