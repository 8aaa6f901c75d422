using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

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
    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly FineTuneTextClassificationOptions _options;
    private readonly ulong _seed;

    internal FineTunedTextClassificationTrainer(IHostEnvironment environment, FineTuneTextClassificationOptions options)
    {
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)
        [
            ("labelColumnName", options.LabelColumnName), ("sentence1ColumnName", options.Sentence1ColumnName),
            ("scoreColumnName", options.ScoreColumnName), ("outputColumnName", options.PredictedLabelColumnName),
        ])
        {
            _ = SchemaErrors.NonEmpty(value, name);
        }
        _environment = environment;
        _host = environment.Register(nameof(FineTunedTextClassificationTrainer));
        _options = options;
        // Once, so that each fit of this trainer gives the same model.
        _seed = unchecked((ulong)(options.Seed ?? _host.Rand.Next()));
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
        var label = input.Schema.GetColumnOrNull(_options.LabelColumnName) ?? throw SchemaErrors.MissingColumn(_host, nameof(input), "label", _options.LabelColumnName);
        new TextSource(_options.Sentence1ColumnName).Find(_host, input.Schema);
        if (_options.Sentence2ColumnName is { } second)
            new TextSource(second).Find(_host, input.Schema);
        var keys = LabelKeys.Of(_host, label);

        using var channel = _host.Start("Training");
        var (examples, missing) = LabelledRows.Read(_host, input, _options, keys);
        LabelledRows.RequireTwoClasses(_host, examples, missing, label.Name, keys);
        var keptOut = validation is null ? null : LabelledRows.Read(_host, validation, _options, keys.RequireSame(_host, validation, label.Name, LabelKeys.Of)).Examples;
        if (missing > 0)
            channel.Warning(MessageSensitivity.None, FormattableString.Invariant($"{missing} rows have no label in the column '{label.Name}' and are not trained on."));
        channel.Info(MessageSensitivity.None, FormattableString.Invariant(
            $"Fine-tuning {_options.Model} ({_options.Adaptation}) to {keys.Count} classes on {examples.Count} rows, {_options.Epochs} epochs in batches of {_options.BatchSize}, seed {_seed}."));
        var log = new TrainingLog(channel, TimeProvider.System);
        var classifier = TextClassifier.Train(_options.Model, examples, keys.Count, _seed, log.Follow(_options), keptOut, _options.Hub, _options.CancellationToken);
        if (classifier.Notice is { } notice)
            channel.Warning(MessageSensitivity.None, notice);
        return new FineTunedTextClassificationTransformer(_environment, classifier, keys, _options);
    }

    /// <summary>The shape of a pipeline's schema after this stage.</summary>
    /// <param name="inputSchema">The shape before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return ClassificationShape.Add(_host, new MLContext().Transforms, inputSchema, _options);
    }
}
