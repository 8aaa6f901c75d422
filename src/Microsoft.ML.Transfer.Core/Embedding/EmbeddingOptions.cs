using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer;

/// <summary>
/// How texts become vectors. What is left out is taken from the model where it says so, as models of sentence-transformers do. Immutable; change a copy with
/// <c>with</c>.
/// </summary>
public record EmbeddingOptions
{
    /// <summary>The layers that the features are taken from; as the model says, and the last where it says nothing, when null. Dense layers of the model follow on the last layer only.</summary>
    public Layers? Layers { get; init; }

    /// <summary>How tokens are combined; as the model says, and their mean where it says nothing, when null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public Pooling? Pooling
    {
        get;
        init => field = value is null || Enum.IsDefined(value.Value) ? value : throw Undefined(nameof(Pooling), value.Value);
    }

    /// <summary>
    /// Whether each vector is divided by its Euclidean length; a vector of zeros stays one. As the model says, and not where it says nothing, when null.
    /// </summary>
    public bool? Normalize { get; init; }

    /// <summary>
    /// Keeps only the first so many dimensions, before normalisation: for models trained to allow it (Matryoshka representation
    /// learning, Kusupati et al., 2022). All when null. One above the model's number is refused when the model is loaded.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int? Dimensions
    {
        get;
        init => field = AtLeastOne(value, nameof(Dimensions));
    }

    /// <summary>
    /// The longest sequence in tokens, special tokens included. The model's own limit when null or larger than that. One too short for the special tokens is
    /// refused when the model is loaded.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int? MaximumLength
    {
        get;
        init => field = AtLeastOne(value, nameof(MaximumLength));
    }

    /// <summary>What becomes of longer texts. They are cut off when not set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public LongText LongText
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw Undefined(nameof(LongText), value);
    } = LongText.Truncate;

    /// <summary>
    /// The name of a text that the model asks to be put before each text, such as <c>query</c> or <c>passage</c>: a key of <c>prompts</c> in its
    /// <c>config_sentence_transformers.json</c>. The model's default, if it has one, when null.
    /// </summary>
    public string? PromptName { get; init; }

    /// <summary>A text that is put before each text as it is; "" for none, also where the model has a default. <see cref="PromptName"/> goes before it.</summary>
    public string? Prompt { get; init; }

    /// <summary>
    /// The numbers that the encoder's weights are kept in; single precision when not set. <see cref="WeightFormat.Int8"/> takes a quarter of the memory and is
    /// the fastest on processors with AVX-VNNI; <see cref="WeightFormatLoss"/> measures what it does to the vectors.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public WeightFormat WeightFormat
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw Undefined(nameof(WeightFormat), value);
    }

    /// <summary>How many tokens are computed together, at least one text: more is faster up to a point and takes more memory. 4,096 when not set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int TokensPerBatch
    {
        get;
        init => field = AtLeastOne(value, nameof(TokensPerBatch))!.Value;
    } = 4096;

    /// <summary>How many threads compute at most. As many as there are processors when null. The results do not depend on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int? Threads
    {
        get;
        init => field = AtLeastOne(value, nameof(Threads));
    }

    /// <summary>These options alone, without what a derived class adds.</summary>
    internal EmbeddingOptions Alone() => new(this);

    private static int? AtLeastOne(int? value, string name) => value is null or >= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 1.");

    private static ArgumentOutOfRangeException Undefined<T>(string property, T value)
        where T : struct, Enum =>
        new(property, value, $"{property} must be one of {string.Join(", ", Enum.GetNames<T>())}.");
}
