using Microsoft.ML.Transfer;

namespace Microsoft.ML;

/// <summary>Adds fine-tuned sentence embeddings to the transforms of an <see cref="MLContext"/>.</summary>
public static class FineTunedEmbeddingsCatalog
{
    /// <summary>
    /// Creates a <see cref="FineTunedEmbeddingsEstimator"/>, which fine-tunes a pre-trained encoder so that texts of one class have vectors that lie together, and gives each text its
    /// vector. A few labelled texts of each class are enough.
    /// </summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">The name of the column to add: a vector of <see cref="float"/> of known size, with slot names.</param>
    /// <param name="inputColumnName">The name of the text column; <paramref name="outputColumnName"/> where null.</param>
    /// <param name="labelColumnName">The label column, a key.</param>
    /// <param name="model">A folder in Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="epochs">How often each pair has its turn, at least 1.</param>
    /// <param name="batchSize">How many pairs make a step, at least 1.</param>
    /// <param name="learningRate">The highest learning rate, above 0; by the size of the model where null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty, or an option is out of its range.</exception>
    public static FineTunedEmbeddingsEstimator FineTunedEmbeddings(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        string labelColumnName = "Label",
        string model = PretrainedEmbeddingsOptions.DefaultModel,
        int epochs = 1,
        int batchSize = 16,
        double? learningRate = null) =>
        catalog.FineTunedEmbeddings(outputColumnName, inputColumnName, new FineTunedEmbeddingsOptions
        {
            LabelColumnName = labelColumnName,
            Model = model,
            Epochs = epochs,
            BatchSize = batchSize,
            LearningRate = learningRate,
        });

    /// <summary>Creates a <see cref="FineTunedEmbeddingsEstimator"/> with all of its options: from classes, or from pairs of texts.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">The name of the column to add: a vector of <see cref="float"/> of known size, with slot names.</param>
    /// <param name="inputColumnName">The name of the text column; <paramref name="outputColumnName"/> where null.</param>
    /// <param name="options">The model, the columns that it learns from, and how it is trained.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty.</exception>
    public static FineTunedEmbeddingsEstimator FineTunedEmbeddings(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, FineTunedEmbeddingsOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTunedEmbeddingsEstimator(catalog, outputColumnName, inputColumnName, options);
    }
}
