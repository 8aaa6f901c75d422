using Microsoft.ML.Transfer;
using Microsoft.ML.Transfer.StaticVectors;

namespace Microsoft.ML;

/// <summary>Adds static word vectors to the transforms of an <see cref="MLContext"/>.</summary>
public static class WordEmbeddingsCatalog
{
    /// <summary>Creates a <see cref="WordEmbeddingsEstimator"/>, which gives each text of a column the combined vectors of its words.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">The name of the column to add: a vector of <see cref="float"/> of known size, with slot names.</param>
    /// <param name="inputColumnName">The name of the text column; <paramref name="outputColumnName"/> where null.</param>
    /// <param name="vectors">A file of word vectors: GloVe, word2vec (text or binary) or fastText (<c>.vec</c>).</param>
    /// <param name="pooling">How the vectors of a text's words become one.</param>
    /// <param name="unknownWords">What becomes of words that are not in the vocabulary.</param>
    /// <param name="lowerCase">Whether words are looked up in lower case; only those that are not found as they are where null.</param>
    /// <param name="normalize">Whether each vector is scaled to a Euclidean length of 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty, or an option is out of its range.</exception>
    public static WordEmbeddingsEstimator WordEmbeddings(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName,
        string vectors,
        WordPooling pooling = WordPooling.Mean,
        UnknownWords unknownWords = UnknownWords.Skip,
        bool? lowerCase = null,
        bool normalize = false) =>
        catalog.WordEmbeddings(outputColumnName, inputColumnName, new WordEmbeddingsOptions
        {
            Vectors = vectors,
            Pooling = pooling,
            UnknownWords = unknownWords,
            LowerCase = lowerCase,
            Normalize = normalize,
        });

    /// <summary>Creates a <see cref="WordEmbeddingsEstimator"/> with all of its options.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">The name of the column to add: a vector of <see cref="float"/> of known size, with slot names.</param>
    /// <param name="inputColumnName">The name of the text column; <paramref name="outputColumnName"/> where null.</param>
    /// <param name="options">The file and how it is used.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty.</exception>
    public static WordEmbeddingsEstimator WordEmbeddings(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, WordEmbeddingsOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new WordEmbeddingsEstimator(
            catalog, outputColumnName, inputColumnName, () => new WordEmbedder(WordVectors.Load(options.Vectors, options.Reading), options), options.CancellationToken);
    }

    /// <summary>Creates a <see cref="WordEmbeddingsEstimator"/> around vectors that are already loaded.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">The name of the column to add: a vector of <see cref="float"/> of known size, with slot names.</param>
    /// <param name="inputColumnName">The name of the text column; <paramref name="outputColumnName"/> where null.</param>
    /// <param name="embedder">The vectors and how they are used.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty.</exception>
    public static WordEmbeddingsEstimator WordEmbeddings(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, WordEmbedder embedder)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(embedder);
        return new WordEmbeddingsEstimator(catalog, outputColumnName, inputColumnName, () => embedder, CancellationToken.None);
    }
}
