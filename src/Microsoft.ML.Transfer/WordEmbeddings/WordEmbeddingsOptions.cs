using Microsoft.ML.Transfer.StaticVectors;

namespace Microsoft.ML.Transfer;

/// <summary>How <see cref="WordEmbeddingsEstimator"/> turns a text column into a vector column.</summary>
/// <remarks>Immutable; each range is checked where the value is set. Use <c>with</c> for a variant.</remarks>
public sealed record WordEmbeddingsOptions : WordEmbeddingOptions
{
    /// <summary>A file of word vectors: GloVe, word2vec (text or binary) or fastText (<c>.vec</c>).</summary>
    public required string Vectors { get; init; }

    /// <summary>How the file is read; as its beginning shows, and whole, when not set.</summary>
    public WordVectorOptions Reading { get; init; } = new();

    /// <summary>Ends the work on rows with <see cref="OperationCanceledException"/>. Belongs to this process: it is not saved with a model.</summary>
    public CancellationToken CancellationToken { get; init; }
}
