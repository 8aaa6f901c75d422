using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML;

/// <summary>Adds fine-tuning of pre-trained encoders to any number of labels a text to the multiclass catalog of an <see cref="MLContext"/>.</summary>
public static class FineTuneMultiLabelClassificationCatalog
{
    /// <summary>Creates a <see cref="FineTunedMultiLabelClassificationTrainer"/>, which fine-tunes a pre-trained encoder to find, of several labels, any number that a text or a pair of texts has.</summary>
    /// <param name="catalog">The multiclass trainers of an <see cref="MLContext"/>.</param>
    /// <param name="labelColumnName">The label column: a vector of keys, or a vector of <see cref="float"/> or <see cref="bool"/> with an indicator for each label.</param>
    /// <param name="sentence1ColumnName">The text column.</param>
    /// <param name="sentence2ColumnName">The column of the second text of a pair; null where there is one text a row.</param>
    /// <param name="scoreColumnName">The column of the probabilities to add: a vector of <see cref="float"/>, with the labels as slot names.</param>
    /// <param name="outputColumnName">The column of the predicted labels to add: a vector of keys, or of <see cref="bool"/> where the label column has indicators.</param>
    /// <param name="model">A folder in Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="epochs">How often each row has its turn, at least 1.</param>
    /// <param name="batchSize">How many texts make a step, at least 1.</param>
    /// <param name="learningRate">The highest learning rate, above 0; by the size of the model where null.</param>
    /// <param name="threshold">The probability from which a label is predicted, above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty, or an option is out of its range.</exception>
    public static FineTunedMultiLabelClassificationTrainer FineTuneMultiLabelClassification(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string sentence1ColumnName = "Sentence",
        string? sentence2ColumnName = null,
        string scoreColumnName = "Score",
        string outputColumnName = "PredictedLabel",
        string model = PretrainedEmbeddingsOptions.DefaultModel,
        int epochs = 4,
        int batchSize = 16,
        double? learningRate = null,
        float threshold = MultiLabelClassifier.DefaultThreshold) =>
        catalog.FineTuneMultiLabelClassification(new FineTuneMultiLabelClassificationOptions
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
            Threshold = threshold,
        });

    /// <summary>Creates a <see cref="FineTunedMultiLabelClassificationTrainer"/> with all of its options.</summary>
    /// <param name="catalog">The multiclass trainers of an <see cref="MLContext"/>.</param>
    /// <param name="options">The model, the columns, and how it is trained.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty.</exception>
    public static FineTunedMultiLabelClassificationTrainer FineTuneMultiLabelClassification(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, FineTuneMultiLabelClassificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTunedMultiLabelClassificationTrainer(MLNetInternals.Current.EnvironmentOf(catalog), options);
    }

    /// <summary>Measures the predictions of a classifier to any number of labels a row.</summary>
    /// <param name="catalog">The multiclass catalog of an <see cref="MLContext"/>.</param>
    /// <param name="data">Rows with the labels and their scores.</param>
    /// <param name="labelColumnName">The label column: a vector of keys, or a vector of <see cref="float"/> or <see cref="bool"/> with an indicator for each label.</param>
    /// <param name="scoreColumnName">The column of the probabilities: a vector of <see cref="float"/>, one for each label in their order.</param>
    /// <param name="threshold">The probability from which a label is predicted.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed, or the scores are those of other labels.</exception>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    public static MultiLabelMetrics EvaluateMultiLabel(
        this MulticlassClassificationCatalog catalog, IDataView data, string labelColumnName = "Label", string scoreColumnName = "Score", float threshold = MultiLabelClassifier.DefaultThreshold)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        var environment = MLNetInternals.Current.EnvironmentOf(catalog.Trainers);
        var label = data.Schema.GetColumnOrNull(labelColumnName) ?? throw SchemaErrors.MissingColumn(environment, nameof(data), "label", labelColumnName);
        var labels = LabelSets.Of(environment, label);
        var score = FindScores(environment, data.Schema, scoreColumnName, labels);
        using var cursor = data.GetRowCursor([label, score]);
        var read = labels.Reader(environment, cursor, cursor.Schema[label.Index], () => { });
        var getScores = cursor.GetGetter<VBuffer<float>>(cursor.Schema[score.Index]);
        VBuffer<float> scores = default;
        List<float> probabilities = [], targets = [];
        while (cursor.MoveNext())
        {
            getScores(ref scores);
            probabilities.AddRange(scores.DenseValues());
            var indicators = new float[labels.Keys.Count];
            foreach (var i in read())
                indicators[i] = 1;
            targets.AddRange(indicators);
        }
        return targets.Count > 0
            ? MultiLabelMetrics.Of(probabilities.ToArray(), targets.ToArray(), labels.Keys.Count, threshold)
            : throw environment.Process(new InvalidOperationException("The data has no rows."));
    }

    private static DataViewSchema.Column FindScores(IExceptionContext context, DataViewSchema schema, string name, LabelSets labels)
    {
        var column = schema.GetColumnOrNull(name) ?? throw SchemaErrors.MissingColumn(context, "data", "score", name);
        var count = labels.Keys.Count;
        if (column.Type is not VectorDataViewType vector || vector.ItemType != NumberDataViewType.Single || vector.Size != count)
            throw SchemaErrors.WrongType(context, "data", "score", name, $"Vector<Single, {count}>, a score for each label", column.Type.ToString()!);
        if (SlotNames.Of(column) is { } names && !names.SequenceEqual(labels.Keys.Names, StringComparer.Ordinal))
            throw context.Process(new ArgumentOutOfRangeException(nameof(schema), $"The scores in the column '{name}' are those of the labels {string.Join(", ", names.Take(10))}; the label column has {string.Join(", ", labels.Keys.Names.Take(10))}."));
        return column;
    }
}
