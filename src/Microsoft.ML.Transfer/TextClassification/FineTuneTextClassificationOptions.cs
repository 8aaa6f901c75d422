using Microsoft.ML.Transfer.Hub;

namespace Microsoft.ML.Transfer;

/// <summary>How <see cref="FineTunedTextClassificationTrainer"/> fine-tunes a model, and the columns that it reads and adds.</summary>
/// <remarks>Immutable; each range is checked where the value is set. Use <c>with</c> for a variant.</remarks>
public sealed record FineTuneTextClassificationOptions : FineTuningOptions
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

    /// <summary>
    /// A folder in Hugging Face layout (config.json, model.safetensors, tokenizer files), a name on the Hub (<c>organization/name</c>, with <c>@revision</c> where
    /// another than the main branch is meant), or the id of a shipped model.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is null or empty.</exception>
    public string Model
    {
        get;
        init => field = string.IsNullOrEmpty(value) ? throw OutOfRange(nameof(Model), value) : value;
    } = PretrainedEmbeddingsOptions.DefaultModel;

    /// <summary>How the model is fetched where it is one of the Hub; by the environment variables of the Hub's tools where null.</summary>
    public HubOptions? Hub { get; init; }

    /// <summary>The seed; where null, it is drawn from that of the <see cref="MLContext"/> when the trainer is made. The same seed gives the same bits.</summary>
    public int? Seed { get; init; }

    /// <summary>Ends the training after the step at hand, and later predictions, with <see cref="OperationCanceledException"/>. It is not saved with a model.</summary>
    public CancellationToken CancellationToken { get; init; }

    private static ArgumentOutOfRangeException OutOfRange(string property, object? value) => new(property, value, $"{property} cannot be null or empty.");
}
