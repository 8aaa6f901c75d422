using Microsoft.ML.Transfer;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML;

/// <summary>Adds fine-tuning of pre-trained encoders to the multiclass trainers of an <see cref="MLContext"/>.</summary>
public static class FineTuneTextClassificationCatalog
{
    /// <summary>Creates a <see cref="FineTunedTextClassificationTrainer"/>, which fine-tunes a pre-trained encoder to the classes of texts or pairs of texts.</summary>
    /// <param name="catalog">The multiclass trainers of an <see cref="MLContext"/>.</param>
    /// <param name="labelColumnName">The label column, a key.</param>
    /// <param name="sentence1ColumnName">The text column.</param>
    /// <param name="sentence2ColumnName">The column of the second text of a pair; null where texts are classified one by one.</param>
    /// <param name="scoreColumnName">The column of the probabilities to add: a vector of <see cref="float"/>, with the labels as slot names.</param>
    /// <param name="outputColumnName">The column of the predicted label to add, a key of the label's values.</param>
    /// <param name="model">A folder in Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="epochs">How often each row has its turn, at least 1.</param>
    /// <param name="batchSize">How many texts make a step, at least 1.</param>
    /// <param name="learningRate">The highest learning rate, above 0; by the size of the model where null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty, or an option is out of its range.</exception>
    public static FineTunedTextClassificationTrainer FineTuneTextClassification(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string sentence1ColumnName = "Sentence",
        string? sentence2ColumnName = null,
        string scoreColumnName = "Score",
        string outputColumnName = "PredictedLabel",
        string model = PretrainedEmbeddingsOptions.DefaultModel,
        int epochs = 4,
        int batchSize = 16,
        double? learningRate = null) =>
        catalog.FineTuneTextClassification(new FineTuneTextClassificationOptions
        {
            LabelColumnName = labelColumnName,
            Sentence1ColumnName = sentence1ColumnName,
            Sentence2ColumnName = sentence2ColumnName,
            ScoreColumnName = scoreColumnName,
            PredictedLabelColumnName = outputColumnName,
            Model = model,
            Epochs = epochs,
            BatchSize = batchSize,
            LearningRate = learningRate,
        });

    /// <summary>Creates a <see cref="FineTunedTextClassificationTrainer"/> with all of its options.</summary>
    /// <param name="catalog">The multiclass trainers of an <see cref="MLContext"/>.</param>
    /// <param name="options">The model, the columns, and how it is trained.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty.</exception>
    public static FineTunedTextClassificationTrainer FineTuneTextClassification(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, FineTuneTextClassificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTunedTextClassificationTrainer(MLNetInternals.Current.EnvironmentOf(catalog), options);
    }
}
