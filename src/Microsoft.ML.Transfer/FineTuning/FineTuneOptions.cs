using Microsoft.ML.Transfer.Hub;

namespace Microsoft.ML.Transfer;

/// <summary>What all stages that fine-tune a model are told: which model, how it is fetched, and how it is trained.</summary>
/// <remarks>Immutable; each range is checked where the value is set. Use <c>with</c> for a variant.</remarks>
public abstract record FineTuneOptions : FineTuningOptions
{
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

    private protected FineTuneOptions()
    {
    }

    private static ArgumentOutOfRangeException OutOfRange(string property, object? value) => new(property, value, $"{property} cannot be null or empty.");
}
