using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Adds the columns of the probabilities and the predicted label that <see cref="FineTunedTextClassificationTrainer"/> describes. Immutable and safe to share between
/// threads: many threads get the values of one.
/// </summary>
public sealed class FineTunedTextClassificationTransformer : ITransformer
{
    private readonly SequenceStage _stage;

    internal FineTunedTextClassificationTransformer(
        IHostEnvironment environment, TextClassifier classifier, LabelKeys keys, FineTuneTextClassificationOptions options)
    {
        (Classifier, Keys, Columns) = (classifier, keys, options);
        _stage = new SequenceStage(
            environment.Register(nameof(FineTunedTextClassificationTransformer)), options, classifier.Predict,
            [keys.PredictedLabel(options.PredictedLabelColumnName), keys.Score(options.ScoreColumnName)]);
    }

    /// <summary>The name of the model that was fine-tuned.</summary>
    public string ModelName => Classifier.ModelName;

    /// <summary>The name of each class, in the order of the scores.</summary>
    public IReadOnlyList<string> ClassNames => Keys.Names;

    /// <summary>The model card, in Markdown: where the model comes from, how it was trained, and how that went.</summary>
    public string ModelCard => Classifier.ModelCard;

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal TextClassifier Classifier { get; }

    internal LabelKeys Keys { get; }

    internal FineTuneTextClassificationOptions Columns { get; }

    /// <summary>The schema of the output for an input of <paramref name="inputSchema"/>.</summary>
    /// <param name="inputSchema">A schema with the text columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A text column is missing or not of text.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _stage.GetOutputSchema(inputSchema);

    /// <summary>The input with the columns added, lazily: texts are classified, many at once, when the columns are read.</summary>
    /// <param name="input">Data with the text columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A text column is missing or not of text.</exception>
    public IDataView Transform(IDataView input) => _stage.Transform(input);

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => _stage.GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => FineTunedTextClassificationArchive.Save(this, ctx);
}
