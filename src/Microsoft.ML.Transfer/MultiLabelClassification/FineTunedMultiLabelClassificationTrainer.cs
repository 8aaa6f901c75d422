using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>Fine-tunes a pre-trained encoder to find, of several labels, any number that a text or a pair of texts has.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
///
/// ###  Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Multi-label classification |
/// | Is normalization required? | No |
/// | Is caching required? | No |
/// | Input label column data type | Vector of [keys](xref:Microsoft.ML.Data.KeyDataViewType), the labels of the row; or vector of <xref:System.Single> or <xref:System.Boolean> with 1 or true for the labels of the row |
/// | Input column data type | [Text](xref:Microsoft.ML.Data.TextDataViewType), one column or two |
/// | Output columns | `Score`, a vector of the probability of each label; `PredictedLabel`, the labels whose probability reaches the threshold: a vector of keys, or where the label column has indicators a vector of <xref:System.Boolean> |
/// | Exportable to ONNX | No |
///
/// A head with a score for each label is put on the encoder, and both are trained by the binary cross-entropy of all labels, on the processor. A row without any label is an example
/// of a text that has none. Keys that are missing, such as those of values that the mapping does not know, are left out and counted in the log. A missing or empty text is one of the
/// special tokens alone. The data are read once and shuffled before each epoch from the seed: the same seed gives the same bits on any number of threads. The log of the context tells
/// of the progress. The fitted transformer saves weights, tokenizer and labels inside the model file.
///
/// Check the See Also section for links to usage examples.
/// ]]></format>
/// </remarks>
/// <seealso cref="FineTuneMultiLabelClassificationCatalog.FineTuneMultiLabelClassification(MulticlassClassificationCatalog.MulticlassClassificationTrainers, FineTuneMultiLabelClassificationOptions)"/>
public sealed class FineTunedMultiLabelClassificationTrainer : IEstimator<FineTunedMultiLabelClassificationTransformer>
{
    private readonly SequenceTrainer _trainer;
    private readonly FineTuneMultiLabelClassificationOptions _options;

    internal FineTunedMultiLabelClassificationTrainer(IHostEnvironment environment, FineTuneMultiLabelClassificationOptions options)
    {
        _trainer = new SequenceTrainer(environment, nameof(FineTunedMultiLabelClassificationTrainer), options, ("outputColumnName", options.PredictedLabelColumnName));
        _options = options;
    }

    /// <summary>Loads the model and trains it on the rows of <paramref name="input"/>.</summary>
    /// <param name="input">Data with the label column and the text columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed, an indicator is neither 0 nor 1, or an option does not suit the model.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, or none has a label.</exception>
    /// <exception cref="IOException">The model's files cannot be read.</exception>
    /// <exception cref="InvalidDataException">The model's files are not what they should be.</exception>
    /// <exception cref="NotSupportedException">Models of this family cannot be fine-tuned to labels.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="Training.TrainingDivergedException">A loss was no finite number.</exception>
    public FineTunedMultiLabelClassificationTransformer Fit(IDataView input) => Fit(input, validation: null);

    /// <summary>
    /// Loads the model and trains it on the rows of <paramref name="input"/>; the weights are kept of the epoch after which <paramref name="validation"/> is predicted best, by
    /// micro-F1.
    /// </summary>
    /// <param name="input">Data with the label column and the text columns.</param>
    /// <param name="validation">Data with the same columns and the same labels that are not trained on; where null, the part of <paramref name="input"/> that the options say.</param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public FineTunedMultiLabelClassificationTransformer Fit(IDataView input, IDataView? validation)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var channel = _trainer.Host.Start("Training");
        var (labels, examples, keptOut) = MultiLabelRows.Read(_trainer.Host, channel, input, validation, _options);
        var classifier = _trainer.Train(
            channel, FormattableString.Invariant($"to {labels.Keys.Count} labels on {examples.Count} rows"),
            options => MultiLabelClassifier.Train(_options.Model, examples, labels.Keys.Count, _trainer.Seed, options, keptOut, _options.Hub, _options.Threshold, _options.CancellationToken),
            trained => trained.Notice);
        return new FineTunedMultiLabelClassificationTransformer(_trainer.Environment, classifier, labels, _options);
    }

    /// <summary>The shape of a pipeline's schema after this stage.</summary>
    /// <param name="inputSchema">The shape before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return LabelSets.AddColumns(_trainer.Host, inputSchema, _options);
    }
}
