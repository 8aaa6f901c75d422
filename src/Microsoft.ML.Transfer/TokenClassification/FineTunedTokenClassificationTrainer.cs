using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>Fine-tunes a pre-trained encoder to classify the words of texts: parts of speech, named entities.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
///
/// ###  Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Multiclass classification of words |
/// | Is normalization required? | No |
/// | Is caching required? | No |
/// | Input label column data type | Vector of [key](xref:Microsoft.ML.Data.KeyDataViewType) type, one for each word |
/// | Input column data type | Vector of [Text](xref:Microsoft.ML.Data.TextDataViewType), or a text that is divided at white space |
/// | Output columns | `PredictedLabel`, a vector of keys of the label's values; `Score`, a vector of the probability of each predicted label |
/// | Exportable to ONNX | No |
///
/// A head with a score for each class is put on the encoder, and both are trained (Devlin et al., 2019), on the processor. A word that the tokenizer divides learns and predicts
/// by its first token. Words whose label is missing are read but not learned. A text too long for the encoder is read in windows cut between words, so that every word has a
/// prediction; a word that leaves no token gets the class `O`, or where there is none the most frequent class, with the probability 0.
///
/// Where the names of all classes are `O` or begin with `B-`, `I-`, `E-` or `S-`, the best epoch is chosen by the F1 of whole entities, else by the accuracy of words. The same
/// seed gives the same bits on any number of threads. The log of the context tells of the progress. The fitted transformer saves weights, tokenizer and labels inside the model
/// file.
///
/// Check the See Also section for links to usage examples.
/// ]]></format>
/// </remarks>
/// <seealso cref="FineTuneTokenClassificationCatalog.FineTuneTokenClassification(MulticlassClassificationCatalog.MulticlassClassificationTrainers, FineTuneTokenClassificationOptions)"/>
public sealed class FineTunedTokenClassificationTrainer : IEstimator<FineTunedTokenClassificationTransformer>
{
    private readonly StageTrainer _trainer;
    private readonly FineTuneTokenClassificationOptions _options;

    internal FineTunedTokenClassificationTrainer(IHostEnvironment environment, FineTuneTokenClassificationOptions options)
    {
        _trainer = new StageTrainer(
            environment, nameof(FineTunedTokenClassificationTrainer), options,
            ("labelColumnName", options.LabelColumnName), ("wordsColumnName", options.WordsColumnName),
            ("scoreColumnName", options.ScoreColumnName), ("outputColumnName", options.PredictedLabelColumnName));
        _options = options;
    }

    /// <summary>Loads the model and trains it on the rows of <paramref name="input"/>.</summary>
    /// <param name="input">Data with the label column and the column of the words.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or not of the type that is needed, a row has not one label for each word, or an option does not suit the model.
    /// </exception>
    /// <exception cref="InvalidOperationException">No word has a label, or all have the same.</exception>
    /// <exception cref="IOException">The model's files cannot be read.</exception>
    /// <exception cref="InvalidDataException">The model's files are not what they should be.</exception>
    /// <exception cref="NotSupportedException">Models of this family cannot be fine-tuned to classes of tokens, or have no place for the adaptation.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="Training.TrainingDivergedException">A loss was no finite number.</exception>
    public FineTunedTokenClassificationTransformer Fit(IDataView input) => Fit(input, validation: null);

    /// <summary>Loads the model and trains it on the rows of <paramref name="input"/>; the weights are kept of the epoch after which <paramref name="validation"/> is predicted best.</summary>
    /// <param name="input">Data with the label column and the column of the words.</param>
    /// <param name="validation">Data with the same columns and the same keys that are not trained on; where null, the part of <paramref name="input"/> that the options say.</param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public FineTunedTokenClassificationTransformer Fit(IDataView input, IDataView? validation)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var channel = _trainer.Host.Start("Training");
        var (keys, examples, keptOut) = TaggedRows.Read(_trainer.Host, channel, input, validation, _options);
        var classifier = _trainer.Train(
            channel, FormattableString.Invariant($"to {keys.Count} classes on {TaggedRows.LabelledWords(examples)} words in {examples.Count} rows"),
            options => TokenClassifier.Train(_options.Model, examples, keys.Names, _trainer.Seed, options, keptOut, _options.LabeledPieces, _options.Hub, _options.CancellationToken),
            trained => trained.Notice);
        return new FineTunedTokenClassificationTransformer(_trainer.Environment, classifier, keys, _options);
    }

    /// <summary>The shape of a pipeline's schema after this stage.</summary>
    /// <param name="inputSchema">The shape before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return TokenClassificationShape.Add(_trainer.Host, new MLContext().Transforms, inputSchema, _options);
    }
}
