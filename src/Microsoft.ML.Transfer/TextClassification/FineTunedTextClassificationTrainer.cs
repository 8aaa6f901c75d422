using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>Fine-tunes a pre-trained encoder to classify texts, or pairs of texts.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
///
/// ###  Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Multiclass classification |
/// | Is normalization required? | No |
/// | Is caching required? | No |
/// | Input label column data type | [key](xref:Microsoft.ML.Data.KeyDataViewType) type |
/// | Input column data type | [Text](xref:Microsoft.ML.Data.TextDataViewType), one column or two |
/// | Output columns | `PredictedLabel`, a key of the label's values; `Score`, a vector of the probability of each class |
/// | Exportable to ONNX | No |
///
/// A head with a score for each class is put on the encoder, and both are trained (Devlin et al., 2019), on the processor. Rows without a label are skipped; a missing or
/// empty text is one of the special tokens alone. The data are read once and shuffled before each epoch from the seed: the same seed gives the same bits on any number of
/// threads. The log of the context tells of the progress. The fitted transformer saves weights, tokenizer and labels inside the model file.
///
/// Check the See Also section for links to usage examples.
/// ]]></format>
/// </remarks>
/// <seealso cref="FineTuneTextClassificationCatalog.FineTuneTextClassification(MulticlassClassificationCatalog.MulticlassClassificationTrainers, FineTuneTextClassificationOptions)"/>
public sealed class FineTunedTextClassificationTrainer : IEstimator<FineTunedTextClassificationTransformer>
{
    private readonly SequenceTrainer _trainer;
    private readonly FineTuneTextClassificationOptions _options;

    internal FineTunedTextClassificationTrainer(IHostEnvironment environment, FineTuneTextClassificationOptions options)
    {
        _trainer = new SequenceTrainer(environment, nameof(FineTunedTextClassificationTrainer), options, ("outputColumnName", options.PredictedLabelColumnName));
        _options = options;
    }

    /// <summary>Loads the model and trains it on the rows of <paramref name="input"/>.</summary>
    /// <param name="input">Data with the label column and the text columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed, or an option does not suit the model.</exception>
    /// <exception cref="InvalidOperationException">No row has a label, or all have the same.</exception>
    /// <exception cref="IOException">The model's files cannot be read.</exception>
    /// <exception cref="InvalidDataException">The model's files are not what they should be.</exception>
    /// <exception cref="NotSupportedException">Models of this family cannot be fine-tuned to classes, or have no place for the adaptation.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="Training.TrainingDivergedException">A loss was no finite number.</exception>
    public FineTunedTextClassificationTransformer Fit(IDataView input) => Fit(input, validation: null);

    /// <summary>Loads the model and trains it on the rows of <paramref name="input"/>; the weights are kept of the epoch after which <paramref name="validation"/> is predicted best.</summary>
    /// <param name="input">Data with the label column and the text columns.</param>
    /// <param name="validation">Data with the same columns and the same keys that are not trained on; where null, the part of <paramref name="input"/> that the options say.</param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public FineTunedTextClassificationTransformer Fit(IDataView input, IDataView? validation)
    {
        ArgumentNullException.ThrowIfNull(input);
        var label = _trainer.FindLabel(input.Schema, nameof(input));
        var keys = LabelKeys.Of(_trainer.Host, label);

        using var channel = _trainer.Host.Start("Training");
        using var teacher = ClassificationTeacher.Of(_options);
        var order = teacher?.OrderFor(_trainer.Host, keys, label.Name);
        var (examples, missing) = LabelledRows.Read(_trainer.Host, input, _options, keys, takesMissing: teacher is not null);
        if (teacher is null || examples.Count == 0)
            LabelledRows.RequireTwoClasses(_trainer.Host, examples, missing, label.Name, keys);
        var keptOut = validation is null ? null : LabelledRows.ReadValidation(_trainer.Host, validation, _options, keys);
        if (missing > 0)
            channel.Warning(MessageSensitivity.None, FormattableString.Invariant($"{missing} rows have no label in the column '{label.Name}' and are {(teacher is null ? "not trained on" : "learned from the teacher alone")}."));
        var classifier = _trainer.Train(
            channel, FormattableString.Invariant($"to {keys.Count} classes{(teacher is null ? "" : $" by the teacher {teacher.Classifier.ModelName}")} on {examples.Count} rows"),
            options => teacher is null
                ? TextClassifier.Train(_options.Model, examples, keys.Count, _trainer.Seed, options, keptOut, _options.Hub, _options.CancellationToken)
                : TextClassifier.Distill(_options.Model, teacher.Classifier, examples, _trainer.Seed, options, _options.Distillation, keptOut, order, _options.Hub, _options.CancellationToken),
            trained => trained.Notice);
        // The fitted model has no need of its teacher any more.
        return new FineTunedTextClassificationTransformer(_trainer.Environment, classifier, keys, _options with { Teacher = null });
    }

    /// <summary>The shape of a pipeline's schema after this stage.</summary>
    /// <param name="inputSchema">The shape before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return ClassificationShape.Add(_trainer.Host, inputSchema, _options);
    }
}
