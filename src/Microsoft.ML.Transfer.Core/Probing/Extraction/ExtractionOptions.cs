using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>Which vectors of an encoder are taken, and where they are kept. Immutable; change a copy with <c>with</c>.</summary>
public sealed record ExtractionOptions
{
    /// <summary>The layers, each by itself; all, the embeddings included, when not set.</summary>
    /// <exception cref="ArgumentException">The value is a mean of layers.</exception>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public Layers Layers
    {
        get;
        init => field = value is null || value.IsMean ? throw NoLayers(value) : value;
    } = Layers.All;

    /// <summary>Which tokens make up the vector of a word or span; their mean when not set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public PiecePooling Pieces
    {
        get;
        init => field = Defined(value, nameof(Pieces));
    }

    /// <summary>The bytes that the vectors may take in memory; with more they are kept in a file, which is deleted when the store is disposed. 1 GiB when not set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long MemoryBudget
    {
        get;
        init
        {
            OptionRange.Require(value, value >= 0, "MemoryBudget must be at least 0.", nameof(MemoryBudget));
            field = value;
        }
    } = 1L << 30;

    /// <summary>The numbers that vectors are kept in there; half precision when not set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public StoredPrecision Precision
    {
        get;
        init => field = Defined(value, nameof(Precision));
    }

    /// <summary>The folder of that file; the system's folder for temporary files when null.</summary>
    public string? Folder { get; init; }

    private static ArgumentException NoLayers(Layers? value) => value is null
        ? new ArgumentNullException(nameof(value), $"{nameof(Layers)} must not be null.")
        : new ArgumentException($"Layers are taken one by one, so that their mean, '{value}', is none of them; write concat:1-4 for several.", nameof(value));

    private static T Defined<T>(T value, string name)
        where T : struct, Enum =>
        Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be one of {string.Join(", ", Enum.GetNames<T>())}.");
}
