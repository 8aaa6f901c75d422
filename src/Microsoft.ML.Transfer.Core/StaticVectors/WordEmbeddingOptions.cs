namespace Microsoft.ML.Transfer.StaticVectors;

/// <summary>How the vectors of a text's words become one vector.</summary>
public enum WordPooling
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>The largest value of each dimension.</summary>
    Max,

    /// <summary>The smallest value of each dimension.</summary>
    Min,

    /// <summary>Minimum, mean and maximum one after the other: three times the dimensions.</summary>
    MinMeanMax,
}

/// <summary>What becomes of words that are not in the vocabulary.</summary>
public enum UnknownWords
{
    /// <summary>They are left out.</summary>
    Skip,

    /// <summary>They count as vectors of zeros.</summary>
    Zero,

    /// <summary>They count as the mean of all vectors.</summary>
    Mean,
}

/// <summary>How texts become vectors by their words. Immutable; change a copy with <c>with</c>.</summary>
public record WordEmbeddingOptions
{
    /// <summary>How the words' vectors are combined; their mean when not set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public WordPooling Pooling
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw Undefined(nameof(Pooling), value);
    }

    /// <summary>What becomes of words that are not in the vocabulary; they are left out when not set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public UnknownWords UnknownWords
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw Undefined(nameof(UnknownWords), value);
    }

    /// <summary>Whether words are looked up in lower case, as the vectors of GloVe 6B and others ask for. When not set, only words that are not found as they are.</summary>
    public bool? LowerCase { get; init; }

    /// <summary>Whether each vector is divided by its Euclidean length; a vector of zeros stays one.</summary>
    public bool Normalize { get; init; }

    /// <summary>These options alone, without what a derived class adds.</summary>
    internal WordEmbeddingOptions Alone() => new(this);

    private static ArgumentOutOfRangeException Undefined<T>(string property, T value)
        where T : struct, Enum =>
        new(property, value, $"{property} must be one of {string.Join(", ", Enum.GetNames<T>())}.");
}
