using Microsoft.ML.Transfer.Hub;

namespace Microsoft.ML.Transfer;

/// <summary>How <see cref="PretrainedEmbeddingsEstimator"/> turns a text column into a vector column.</summary>
/// <remarks>Immutable; each range is checked where the value is set. Use <c>with</c> for a variant.</remarks>
public sealed record PretrainedEmbeddingsOptions : EmbeddingOptions
{
    /// <summary>
    /// The model that is used when none is named: a small seeded encoder that has not been trained. It needs no download and shows how
    /// the stage works; its vectors carry no knowledge of language, and the log says so.
    /// </summary>
    public const string DefaultModel = ShippedModels.Default;

    /// <summary>The default of <see cref="CacheBytes"/>: 512 MiB.</summary>
    public const long DefaultCacheBytes = 512L << 20;

    /// <summary>
    /// A folder in Hugging Face layout (config.json, model.safetensors, tokenizer files), a name on the Hub (<c>organization/name</c>, with <c>@revision</c> where
    /// another than the main branch is meant), or the id of a shipped model.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is null or empty.</exception>
    public string Model
    {
        get;
        init => field = string.IsNullOrEmpty(value) ? throw OutOfRange(nameof(Model), value, "cannot be null or empty") : value;
    } = DefaultModel;

    /// <summary>How the model is fetched where it is one of the Hub; by the environment variables of the Hub's tools where null. Not saved with a model.</summary>
    public HubOptions? Hub { get; init; }

    /// <summary>
    /// The most memory, in bytes, in which vectors of texts seen before are kept, so that trainers of many passes and the folds of a
    /// cross-validation encode each text once. A vector takes 4 bytes a dimension, and 2 bytes a character and about 200 bytes for its
    /// text: the default of 512 MiB holds some 260,000 texts of 100 characters at 384 dimensions. 0 keeps nothing.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long CacheBytes
    {
        get;
        init => field = value >= 0 ? value : throw OutOfRange(nameof(CacheBytes), value, "must be at least 0");
    } = DefaultCacheBytes;

    /// <summary>Ends the encoding of rows with <see cref="OperationCanceledException"/>. Belongs to this process: it is not saved with a model.</summary>
    public CancellationToken CancellationToken { get; init; }

    private static ArgumentOutOfRangeException OutOfRange(string property, object? value, string rule) => new(property, value, $"{property} {rule}.");
}
