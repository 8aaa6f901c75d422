using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer;

/// <summary>How <see cref="PretrainedEmbeddingsEstimator"/> turns a text column into a vector column.</summary>
/// <remarks>Immutable; each range is checked where the value is set. Use <c>with</c> for a variant.</remarks>
public sealed record PretrainedEmbeddingsOptions
{
    /// <summary>
    /// The model that is used when none is named: a small seeded encoder that has not been trained. It needs no download and shows how
    /// the stage works; its vectors carry no knowledge of language, and the log says so.
    /// </summary>
    public const string DefaultModel = ShippedModels.Default;

    /// <summary>The default of <see cref="CacheBytes"/>: 512 MiB.</summary>
    public const long DefaultCacheBytes = 512L << 20;

    /// <summary>A folder in Hugging Face layout (config.json, model.safetensors, tokenizer files), or the id of a shipped model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is null or empty.</exception>
    public string Model
    {
        get;
        init => field = string.IsNullOrEmpty(value) ? throw Empty(nameof(Model)) : value;
    } = DefaultModel;

    /// <summary>Which layers' hidden states are taken; the last by default.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public Layers Layers
    {
        get;
        init => field = value ?? throw Null(nameof(Layers));
    } = Layers.Last;

    /// <summary>How the token vectors of a text become one vector; their mean by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public Pooling Pooling
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw Undefined(nameof(Pooling), value);
    } = Pooling.Mean;

    /// <summary>Whether each vector is scaled to a Euclidean length of 1. Off by default.</summary>
    public bool Normalize { get; init; }

    /// <summary>Keeps only the first so many dimensions of each vector, before it is normalized; null keeps all. At least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1. One above the model's size is refused when the model is loaded.</exception>
    public int? Dimensions
    {
        get;
        init => field = AtLeast(1, value, nameof(Dimensions));
    }

    /// <summary>The most tokens of a text that are encoded together, special tokens included; null takes the model's own limit. At least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1. One that the model cannot take is refused when the model is loaded.</exception>
    public int? MaximumLength
    {
        get;
        init => field = AtLeast(1, value, nameof(MaximumLength));
    }

    /// <summary>What becomes of a text longer than <see cref="MaximumLength"/>: cut off there by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public LongText LongText
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw Undefined(nameof(LongText), value);
    } = LongText.Truncate;

    /// <summary>How many tokens are encoded in one pass; more is faster up to a point and needs more memory. At least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int TokensPerBatch
    {
        get;
        init => field = AtLeast(1, value, nameof(TokensPerBatch))!.Value;
    } = 4096;

    /// <summary>How many threads encode at most, at least 1; as many as there are processors where null. The vectors do not depend on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? Threads
    {
        get;
        init => field = AtLeast(1, value, nameof(Threads));
    }

    /// <summary>
    /// The numbers that the encoder's weights are kept in; single precision by default. <see cref="WeightFormat.Int8"/> takes a quarter of the memory and is the
    /// fastest on processors with AVX-VNNI; <see cref="WeightFormatLoss"/> measures what it does to the vectors.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public WeightFormat WeightFormat
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw Undefined(nameof(WeightFormat), value);
    }

    /// <summary>
    /// The most memory, in bytes, in which vectors of texts seen before are kept, so that trainers of many passes and the folds of a
    /// cross-validation encode each text once. A vector takes 4 bytes a dimension, and 2 bytes a character and about 200 bytes for its
    /// text: the default of 512 MiB holds some 260,000 texts of 100 characters at 384 dimensions. 0 keeps nothing.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long CacheBytes
    {
        get;
        init => field = AtLeast(0L, value, nameof(CacheBytes))!.Value;
    } = DefaultCacheBytes;

    /// <summary>Ends the encoding of rows with <see cref="OperationCanceledException"/>. Belongs to this process: it is not saved with a model.</summary>
    public CancellationToken CancellationToken { get; init; }

    internal EmbeddingOptions ToEmbeddingOptions() => new()
    {
        Layers = Layers,
        Pooling = Pooling,
        Normalize = Normalize,
        Dimensions = Dimensions,
        MaximumLength = MaximumLength,
        LongText = LongText,
        TokensPerBatch = TokensPerBatch,
        Threads = Threads,
        WeightFormat = WeightFormat,
    };

    private static T? AtLeast<T>(T minimum, T? value, string property)
        where T : struct, IComparable<T> => value is { } given && given.CompareTo(minimum) < 0
        ? throw new ArgumentOutOfRangeException(property, given, $"{property} must be at least {minimum}.")
        : value;

    private static ArgumentOutOfRangeException Empty(string property) => new(property, $"{property} cannot be null or empty");

    private static ArgumentNullException Null(string property) => new(property);

    private static ArgumentOutOfRangeException Undefined<T>(string property, T value)
        where T : struct, Enum =>
        new(property, value, $"{property} must be one of {string.Join(", ", Enum.GetNames<T>())}.");
}
