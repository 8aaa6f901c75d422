using Microsoft.ML.Transfer;

namespace Microsoft.ML;

/// <summary>Adds frozen features of pre-trained encoders to the transforms of an <see cref="MLContext"/>.</summary>
public static class PretrainedEmbeddingsCatalog
{
    /// <summary>
    /// Creates a <see cref="PretrainedEmbeddingsEstimator"/>, which gives each text of a column the vector that a pre-trained encoder
    /// makes of it.
    /// </summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">The name of the column to add: a vector of <see cref="float"/> of known size, with slot names.</param>
    /// <param name="inputColumnName">The name of the text column; <paramref name="outputColumnName"/> where null.</param>
    /// <param name="model">A folder in Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="layers">Which layers' hidden states are taken; where null as the model says, else the last.</param>
    /// <param name="pooling">How the token vectors of a text become one vector; where null as the model says, else their mean.</param>
    /// <param name="normalize">Whether each vector is scaled to a Euclidean length of 1; where null as the model says, else not.</param>
    /// <param name="dimensions">Keeps only the first so many dimensions, at least 1; all where null.</param>
    /// <param name="maximumLength">The most tokens of a text, special tokens included, at least 1; the model's own limit where null.</param>
    /// <param name="longText">What becomes of a longer text.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty, or an option is out of its range.</exception>
    public static PretrainedEmbeddingsEstimator PretrainedEmbeddings(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        string model = PretrainedEmbeddingsOptions.DefaultModel,
        Layers? layers = null,
        Pooling? pooling = null,
        bool? normalize = null,
        int? dimensions = null,
        int? maximumLength = null,
        LongText longText = LongText.Truncate) =>
        catalog.PretrainedEmbeddings(outputColumnName, inputColumnName, new PretrainedEmbeddingsOptions
        {
            Model = model,
            Layers = layers,
            Pooling = pooling,
            Normalize = normalize,
            Dimensions = dimensions,
            MaximumLength = maximumLength,
            LongText = longText,
        });

    /// <summary>Creates a <see cref="PretrainedEmbeddingsEstimator"/> with all of its options.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">The name of the column to add: a vector of <see cref="float"/> of known size, with slot names.</param>
    /// <param name="inputColumnName">The name of the text column; <paramref name="outputColumnName"/> where null.</param>
    /// <param name="options">The model and how it is used.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty.</exception>
    public static PretrainedEmbeddingsEstimator PretrainedEmbeddings(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, PretrainedEmbeddingsOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new PretrainedEmbeddingsEstimator(
            catalog, outputColumnName, inputColumnName, () => TextEmbedder.Load(options.Model, options, options.Hub), options.CacheBytes, options.CancellationToken);
    }

    /// <summary>Creates a <see cref="PretrainedEmbeddingsEstimator"/> around an embedder that is already loaded.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">The name of the column to add: a vector of <see cref="float"/> of known size, with slot names.</param>
    /// <param name="inputColumnName">The name of the text column; <paramref name="outputColumnName"/> where null.</param>
    /// <param name="embedder">The embedder, which stays the caller's: it must outlive the transformers.</param>
    /// <param name="cacheBytes">As <see cref="PretrainedEmbeddingsOptions.CacheBytes"/>; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty, or <paramref name="cacheBytes"/> is negative.</exception>
    public static PretrainedEmbeddingsEstimator PretrainedEmbeddings(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName,
        TextEmbedder embedder,
        long cacheBytes = PretrainedEmbeddingsOptions.DefaultCacheBytes)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(embedder);
        ArgumentOutOfRangeException.ThrowIfNegative(cacheBytes);
        return new PretrainedEmbeddingsEstimator(catalog, outputColumnName, inputColumnName, () => embedder, cacheBytes, CancellationToken.None);
    }
}
