namespace Microsoft.ML.Transfer;

/// <summary>How <see cref="FineTunedTextClassificationTrainer"/> fine-tunes a model, and the columns that it reads and adds.</summary>
/// <remarks>Immutable; each range is checked where the value is set. Use <c>with</c> for a variant.</remarks>
public sealed record FineTuneTextClassificationOptions : FineTuneSequenceOptions
{
    /// <summary>The column of the predicted label to add.</summary>
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>
    /// A model whose probabilities are learned, as a rule a larger one (Hinton et al., 2015): a folder in Hugging Face layout or a name on the Hub, of a checkpoint with a head for the classification of
    /// sequences, or null for none. Its classes, by <c>id2label</c>, are those of the label column. Rows without a label are learned from too.
    /// </summary>
    public string? TeacherModel { get; init; }

    /// <summary>A fitted model in the place of <see cref="TeacherModel"/>, or null. It is used while the trainer fits, and stays the caller's.</summary>
    public FineTunedTextClassificationTransformer? Teacher { get; init; }

    /// <summary>How a teacher is followed; without one of no meaning.</summary>
    public DistillationOptions? Distillation { get; init; }
}
