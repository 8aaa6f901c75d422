using Microsoft.ML.Transfer;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML;

/// <summary>Adds fine-tuning of pre-trained encoders to the regression trainers of an <see cref="MLContext"/>.</summary>
public static class FineTuneTextRegressionCatalog
{
    /// <summary>Creates a <see cref="FineTunedTextRegressionTrainer"/>, which fine-tunes a pre-trained encoder to say how alike two texts are.</summary>
    /// <param name="catalog">The regression trainers of an <see cref="MLContext"/>.</param>
    /// <param name="labelColumnName">The label column, a <see cref="float"/> of any scale.</param>
    /// <param name="sentence1ColumnName">The column of the first text.</param>
    /// <param name="sentence2ColumnName">The column of the second text.</param>
    /// <param name="scoreColumnName">The column of the predicted number to add, a <see cref="float"/>.</param>
    /// <param name="model">A folder in Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="epochs">How often each row has its turn, at least 1.</param>
    /// <param name="batchSize">How many rows make a step, at least 1.</param>
    /// <param name="learningRate">The highest learning rate, above 0; by the size of the model where null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty, or an option is out of its range.</exception>
    public static FineTunedTextRegressionTrainer FineTuneSentenceSimilarity(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string sentence1ColumnName = "Sentence1",
        string sentence2ColumnName = "Sentence2",
        string scoreColumnName = "Score",
        string model = PretrainedEmbeddingsOptions.DefaultModel,
        int epochs = 4,
        int batchSize = 16,
        double? learningRate = null) =>
        catalog.FineTuneTextRegression(
            labelColumnName, sentence1ColumnName, SchemaErrors.NonEmpty(sentence2ColumnName, nameof(sentence2ColumnName)), scoreColumnName, model, epochs, batchSize, learningRate);

    /// <summary>Creates a <see cref="FineTunedTextRegressionTrainer"/>, which fine-tunes a pre-trained encoder to predict a number from a text or a pair of texts.</summary>
    /// <param name="catalog">The regression trainers of an <see cref="MLContext"/>.</param>
    /// <param name="labelColumnName">The label column, a <see cref="float"/> of any scale.</param>
    /// <param name="sentence1ColumnName">The text column.</param>
    /// <param name="sentence2ColumnName">The column of the second text of a pair; null where there is one text a row.</param>
    /// <param name="scoreColumnName">The column of the predicted number to add, a <see cref="float"/>.</param>
    /// <param name="model">A folder in Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="epochs">How often each row has its turn, at least 1.</param>
    /// <param name="batchSize">How many rows make a step, at least 1.</param>
    /// <param name="learningRate">The highest learning rate, above 0; by the size of the model where null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty, or an option is out of its range.</exception>
    public static FineTunedTextRegressionTrainer FineTuneTextRegression(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string sentence1ColumnName = "Sentence",
        string? sentence2ColumnName = null,
        string scoreColumnName = "Score",
        string model = PretrainedEmbeddingsOptions.DefaultModel,
        int epochs = 4,
        int batchSize = 16,
        double? learningRate = null) =>
        catalog.FineTuneTextRegression(new FineTuneTextRegressionOptions
        {
            LabelColumnName = labelColumnName,
            Sentence1ColumnName = sentence1ColumnName,
            Sentence2ColumnName = sentence2ColumnName,
            ScoreColumnName = scoreColumnName,
            Model = model,
            Epochs = epochs,
            BatchSize = batchSize,
            LearningRate = learningRate,
        });

    /// <summary>Creates a <see cref="FineTunedTextRegressionTrainer"/> with all of its options.</summary>
    /// <param name="catalog">The regression trainers of an <see cref="MLContext"/>.</param>
    /// <param name="options">The model, the columns, and how it is trained.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty.</exception>
    public static FineTunedTextRegressionTrainer FineTuneTextRegression(this RegressionCatalog.RegressionTrainers catalog, FineTuneTextRegressionOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTunedTextRegressionTrainer(MLNetInternals.Current.EnvironmentOf(catalog), options);
    }

    /// <summary>Measures predicted numbers as similarities are: by correlation. <see cref="RegressionCatalog.Evaluate"/> measures them as regression.</summary>
    /// <param name="catalog">The regression catalog of an <see cref="MLContext"/>.</param>
    /// <param name="data">Rows with a label and a score; rows whose label is missing (<see cref="float.NaN"/>) do not count.</param>
    /// <param name="labelColumnName">The label column, a <see cref="float"/>.</param>
    /// <param name="scoreColumnName">The column of the predicted numbers, a <see cref="float"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed.</exception>
    /// <exception cref="InvalidOperationException">There is no row with a label.</exception>
    public static SimilarityMetrics EvaluateSimilarity(this RegressionCatalog catalog, IDataView data, string labelColumnName = "Label", string scoreColumnName = "Score")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        var environment = MLNetInternals.Current.EnvironmentOf(catalog.Trainers);
        var label = RegressionTargets.Find(environment, data.Schema, "label", labelColumnName);
        var score = RegressionTargets.Find(environment, data.Schema, "score", scoreColumnName);
        using var cursor = data.GetRowCursor([label, score]);
        var (getLabel, getScore) = (cursor.GetGetter<float>(cursor.Schema[label.Index]), cursor.GetGetter<float>(cursor.Schema[score.Index]));
        List<float> targets = [], predictions = [];
        float target = 0, prediction = 0;
        while (cursor.MoveNext())
        {
            getLabel(ref target);
            getScore(ref prediction);
            if (float.IsNaN(target))
                continue;
            targets.Add(target);
            predictions.Add(prediction);
        }
        return targets.Count > 0
            ? SimilarityMetrics.Of(predictions.ToArray(), targets.ToArray())
            : throw environment.Process(new InvalidOperationException($"No row has a number in the label column '{labelColumnName}'."));
    }
}
