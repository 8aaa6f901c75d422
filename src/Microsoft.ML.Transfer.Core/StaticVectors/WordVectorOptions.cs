namespace Microsoft.ML.Transfer.StaticVectors;

/// <summary>How a file of word vectors is read. Immutable; change a copy with <c>with</c>.</summary>
public sealed record WordVectorOptions
{
    /// <summary>How the file is written; as its beginning shows when not set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public WordVectorFormat Format
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw OutOfRange(nameof(Format), value, $"one of {string.Join(", ", Enum.GetNames<WordVectorFormat>())}");
    }

    /// <summary>Reads only the first so many words, which are the most frequent in all published files. All when null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int? MaximumWords
    {
        get;
        init => field = value is null or >= 1 ? value : throw OutOfRange(nameof(MaximumWords), value, "at least 1");
    }

    private static ArgumentOutOfRangeException OutOfRange(string property, object? value, string range) => new(property, value, $"{property} must be {range}.");
}
