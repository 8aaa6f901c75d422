using Microsoft.ML.Transfer;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML;

/// <summary>Adds the classification of words, such as parts of speech and named entities, to the multiclass tasks of an <see cref="MLContext"/>.</summary>
public static class FineTuneTokenClassificationCatalog
{
    /// <summary>Creates a <see cref="FineTunedTokenClassificationTrainer"/>, which fine-tunes a pre-trained encoder to the classes of words.</summary>
    /// <param name="catalog">The multiclass trainers of an <see cref="MLContext"/>.</param>
    /// <param name="labelColumnName">The label column, a vector of keys: one for each word.</param>
    /// <param name="wordsColumnName">The column of the words: a vector of texts, or a text that is divided at white space.</param>
    /// <param name="scoreColumnName">The column of the probabilities of the predicted labels to add: a vector of <see cref="float"/>, one for each word.</param>
    /// <param name="outputColumnName">The column of the predicted labels to add, a vector of keys of the label's values.</param>
    /// <param name="model">A folder in Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="epochs">How often each row has its turn, at least 1.</param>
    /// <param name="batchSize">How many texts make a step, at least 1.</param>
    /// <param name="learningRate">The highest learning rate, above 0; by the size of the model where null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty, or an option is out of its range.</exception>
    public static FineTunedTokenClassificationTrainer FineTuneTokenClassification(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string wordsColumnName = "Sentence",
        string scoreColumnName = "Score",
        string outputColumnName = "PredictedLabel",
        string model = PretrainedEmbeddingsOptions.DefaultModel,
        int epochs = 4,
        int batchSize = 16,
        double? learningRate = null) =>
        catalog.FineTuneTokenClassification(new FineTuneTokenClassificationOptions
        {
            LabelColumnName = labelColumnName,
            WordsColumnName = wordsColumnName,
            ScoreColumnName = scoreColumnName,
            PredictedLabelColumnName = outputColumnName,
            Model = model,
            Epochs = epochs,
            BatchSize = batchSize,
            LearningRate = learningRate,
        });

    /// <summary>Creates a <see cref="FineTunedTokenClassificationTrainer"/> with all of its options.</summary>
    /// <param name="catalog">The multiclass trainers of an <see cref="MLContext"/>.</param>
    /// <param name="options">The model, the columns, and how it is trained.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty.</exception>
    public static FineTunedTokenClassificationTrainer FineTuneTokenClassification(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, FineTuneTokenClassificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTunedTokenClassificationTrainer(MLNetInternals.Current.EnvironmentOf(catalog), options);
    }

    /// <summary>Compares predicted classes of words with labels: the accuracy of words and, where the labels tag entities, precision, recall and F1 of entities.</summary>
    /// <param name="catalog">The multiclass tasks of an <see cref="MLContext"/>.</param>
    /// <param name="data">Data with both columns.</param>
    /// <param name="labelColumnName">The labels: a vector of keys or of texts. Words with a missing label are not counted.</param>
    /// <param name="predictedLabelColumnName">The predictions: a vector of keys or of texts.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, of another type, or not as long as the other in a row.</exception>
    public static TokenClassificationMetrics EvaluateTokenClassification(
        this MulticlassClassificationCatalog catalog, IDataView data, string labelColumnName = "Label", string predictedLabelColumnName = "PredictedLabel")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        return TokenClassificationEvaluator.Evaluate(data, labelColumnName, predictedLabelColumnName);
    }
}
