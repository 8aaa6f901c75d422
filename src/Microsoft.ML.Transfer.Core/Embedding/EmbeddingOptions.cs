using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer;

/// <summary>How texts become vectors. Immutable; change a copy with <c>with</c>.</summary>
public sealed record EmbeddingOptions
{
    private readonly int? _dimensions;
    private readonly int? _maximumLength;
    private readonly int _tokensPerBatch = 4096;
    private readonly int? _threads;
    private readonly WeightFormat _weightFormat;

    /// <summary>The layers that the features are taken from. The last one when not set.</summary>
    public Layers Layers { get; init; } = Layers.Last;

    /// <summary>How tokens are combined. Their mean when not set.</summary>
    public Pooling Pooling { get; init; } = Pooling.Mean;

    /// <summary>Whether each vector is divided by its Euclidean length. A vector of zeros stays one.</summary>
    public bool Normalize { get; init; }

    /// <summary>
    /// Keeps only the first so many dimensions, before normalisation: for models trained to allow it (Matryoshka representation
    /// learning, Kusupati et al., 2022). All when null.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int? Dimensions
    {
        get => _dimensions;
        init => _dimensions = AtLeastOne(value, nameof(Dimensions));
    }

    /// <summary>The longest sequence in tokens, special tokens included. The model's own limit when null or larger than that.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int? MaximumLength
    {
        get => _maximumLength;
        init => _maximumLength = AtLeastOne(value, nameof(MaximumLength));
    }

    /// <summary>What becomes of longer texts. They are cut off when not set.</summary>
    public LongText LongText { get; init; } = LongText.Truncate;

    /// <summary>How many tokens are computed together, at least one text: more is faster up to a point and takes more memory. 4,096 when not set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int TokensPerBatch
    {
        get => _tokensPerBatch;
        init => _tokensPerBatch = AtLeastOne(value, nameof(TokensPerBatch))!.Value;
    }

    /// <summary>How many threads compute at most. As many as there are processors when null. The results do not depend on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int? Threads
    {
        get => _threads;
        init => _threads = AtLeastOne(value, nameof(Threads));
    }

    /// <summary>
    /// The numbers that the encoder's weights are kept in; single precision when not set. <see cref="WeightFormat.Int8"/> takes a quarter of the memory and is the
    /// fastest on processors with AVX-VNNI; <see cref="WeightFormatLoss"/> measures what it does to the vectors.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public WeightFormat WeightFormat
    {
        get => _weightFormat;
        init => _weightFormat = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(WeightFormat)} must be one of {string.Join(", ", Enum.GetNames<WeightFormat>())}.");
    }

    private static int? AtLeastOne(int? value, string name) => value is null or >= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 1.");
}
