using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>Fine-tunes a pre-trained encoder so that texts that belong together have vectors that lie together, and gives each text its vector.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
///
/// ###  Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | Yes |
/// | Input column data type | [Text](xref:Microsoft.ML.Data.TextDataViewType) |
/// | Input label column data type | [key](xref:Microsoft.ML.Data.KeyDataViewType) type; <xref:System.Single> where there is a column of second texts |
/// | Output column data type | Known-sized vector of <xref:System.Single> |
/// | Exportable to ONNX | No |
///
/// Of texts with labels pairs are made, alike where the labels are the same: a few examples of each class make many pairs (SetFit, Tunstall et al., 2022). Any trainer can follow; it is
/// fitted on the vectors. Pairs can be given instead, with a score or all alike (Reimers and Gurevych, 2019). Rows without a label are skipped. The same seed gives the same bits on any
/// number of threads, and the log of the context tells of the progress.
///
/// What is fitted is the transformer of `PretrainedEmbeddings`: batches, cache, and the model file with weights, tokenizer and options are the same.
///
/// Check the See Also section for links to usage examples.
/// ]]></format>
/// </remarks>
/// <seealso cref="FineTunedEmbeddingsCatalog.FineTunedEmbeddings(TransformsCatalog, string, string?, FineTunedEmbeddingsOptions)"/>
public sealed class FineTunedEmbeddingsEstimator : IEstimator<PretrainedEmbeddingsTransformer>
{
    private readonly TransformsCatalog _catalog;
    private readonly IHost _host;
    private readonly string _outputColumn;
    private readonly string _inputColumn;
    private readonly FineTunedEmbeddingsOptions _options;
    private readonly ulong _seed;

    internal FineTunedEmbeddingsEstimator(TransformsCatalog catalog, string outputColumn, string? inputColumn, FineTunedEmbeddingsOptions options)
    {
        _catalog = catalog;
        _host = MLNetInternals.Current.EnvironmentOf(catalog).Register(nameof(FineTunedEmbeddingsEstimator));
        _outputColumn = SchemaErrors.NonEmpty(outputColumn, "outputColumnName");
        _inputColumn = SchemaErrors.NonEmpty(inputColumn ?? outputColumn, "inputColumnName");
        _options = options;
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)[("labelColumnName", options.LabelColumnName), ("pairColumnName", options.PairColumnName), ("hardNegativeColumnName", options.HardNegativeColumnName)])
        {
            if (value is not null)
                _ = SchemaErrors.NonEmpty(value, name);
        }
        if (options.PairColumnName is null && options.LabelColumnName is null)
            throw new ArgumentOutOfRangeException(nameof(options), "A label column or a column of second texts is needed: nothing else says which texts belong together.");
        if (options.PairColumnName is null && options.HardNegativeColumnName is not null)
            throw new ArgumentOutOfRangeException(nameof(options), "A column of hard negatives needs a column of second texts.");
        if (options.PairColumnName is not null && options.HardNegativeColumnName is null && options.Contrastive.Loss == ContrastiveLoss.Triplet)
            throw new ArgumentOutOfRangeException(nameof(options), $"{ContrastiveLoss.Triplet} of pairs needs a column of hard negatives: texts that do not belong to the first ones.");
        if (options.LabelColumnName is null && options.Contrastive.Loss == ContrastiveLoss.CosineSimilarity)
            throw new ArgumentOutOfRangeException(nameof(options), $"Pairs without a label column all belong together; {options.Contrastive.Loss} would learn to make all vectors alike. Take {ContrastiveLoss.MultipleNegativesRanking} or {ContrastiveLoss.Triplet}.");
        // Once, so that each fit of this estimator gives the same model.
        _seed = unchecked((ulong)(options.Seed ?? _host.Rand.Next()));
    }

    /// <summary>Loads the model and trains it on the rows of <paramref name="input"/>.</summary>
    /// <param name="input">Data with the text column and the columns that say what belongs together.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed, or an option does not suit the model.</exception>
    /// <exception cref="ArgumentException">A class has a single text, or a score is out of its range; the message names it.</exception>
    /// <exception cref="InvalidOperationException">No row has a label, or all have the same.</exception>
    /// <exception cref="IOException">The model's files cannot be read.</exception>
    /// <exception cref="InvalidDataException">The model's files are not what they should be.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="Training.TrainingDivergedException">A loss was no finite number.</exception>
    public PretrainedEmbeddingsTransformer Fit(IDataView input) => Fit(input, validation: null);

    /// <summary>Loads the model and trains it on the rows of <paramref name="input"/>; the weights are kept of the epoch after which the vectors suit <paramref name="validation"/> best.</summary>
    /// <param name="input">Data with the text column and the columns that say what belongs together.</param>
    /// <param name="validation">Data with the same columns and the same keys that are not trained on; where null, the part of <paramref name="input"/> that the options say.</param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public PretrainedEmbeddingsTransformer Fit(IDataView input, IDataView? validation)
    {
        ArgumentNullException.ThrowIfNull(input);
        new TextSource(_inputColumn).Find(_host, input.Schema);
        using var channel = _host.Start("Training");
        var log = new TrainingLog(channel, TimeProvider.System);
        var options = log.Follow(_options);
        var embedder = _options.PairColumnName is null ? FitClasses(input, validation, channel, options) : FitPairs(input, validation, channel, options);
        EmbedderDescription.Write(channel, embedder, _options.CacheBytes);
        return new PretrainedEmbeddingsTransformer(_host, new MemoizedEmbedder(embedder, _options.CacheBytes), _inputColumn, _outputColumn, _options.CancellationToken);
    }

    /// <summary>The shape of a pipeline's schema after this stage.</summary>
    /// <param name="inputSchema">The shape before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        if (_options.PairColumnName is { } pair)
            new TextSource(pair).Require(_host, inputSchema);
        if (_options.HardNegativeColumnName is { } negative)
            new TextSource(negative).Require(_host, inputSchema);
        if (_options.LabelColumnName is { } name)
        {
            var label = inputSchema.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.Ordinal));
            if (label.Name is null)
                throw SchemaErrors.MissingColumn(_host, nameof(inputSchema), "label", name);
            var isScalar = label.Kind == SchemaShape.Column.VectorKind.Scalar;
            if (_options.PairColumnName is null && !(isScalar && label.IsKey))
                throw LabelKeys.NotAKey(_host, name, VectorColumnShape.TypeOf(label));
            if (_options.PairColumnName is not null && !(isScalar && !label.IsKey && PairRows.IsScore(label.ItemType)))
                throw PairRows.NotAScore(_host, name, VectorColumnShape.TypeOf(label));
        }
        return VectorColumnShape.Add(_host, _catalog, inputSchema, _inputColumn, _outputColumn);
    }

    private TextEmbedder FitClasses(IDataView input, IDataView? validation, IChannel channel, FineTuningOptions options)
    {
        var columns = new FineTuneTextClassificationOptions { LabelColumnName = _options.LabelColumnName!, Sentence1ColumnName = _inputColumn };
        var label = input.Schema.GetColumnOrNull(columns.LabelColumnName) ?? throw SchemaErrors.MissingColumn(_host, nameof(input), "label", columns.LabelColumnName);
        var keys = LabelKeys.Of(_host, label);
        var (examples, missing) = LabelledRows.Read(_host, input, columns, keys);
        LabelledRows.RequireTwoClasses(_host, examples, missing, label.Name, keys);
        if (examples.GroupBy(example => example.Class).FirstOrDefault(group => group.Count() == 1) is { } single)
            throw _host.Process(new InvalidOperationException($"A single row of the training data has the label '{keys.Names[single.Key]}' (column '{label.Name}'); each class needs at least two rows, to make a pair of."));
        var keptOut = validation is null ? null : ReadValidation(validation, columns, keys);
        if (missing > 0)
            channel.Warning(MessageSensitivity.None, FormattableString.Invariant($"{missing} rows have no label in the column '{label.Name}' and are not trained on."));
        Announce(channel, FormattableString.Invariant($"{examples.Count} rows of {keys.Count} classes, each {_options.Contrastive.PairsPerExample} times in pairs"));
        return SentenceEncoderTrainer.Train(_options.Model, examples, _seed, options, _options.Contrastive, keptOut, _options.Hub, _options.CancellationToken);
    }

    private IReadOnlyList<ClassifiedText> ReadValidation(IDataView validation, FineTuneTextClassificationOptions columns, LabelKeys keys)
    {
        var label = validation.Schema.GetColumnOrNull(columns.LabelColumnName) ?? throw SchemaErrors.MissingColumn(_host, nameof(validation), "label", columns.LabelColumnName);
        new TextSource(_inputColumn).Find(_host, validation.Schema);
        keys.RequireSame(_host, LabelKeys.Of(_host, label), label.Name);
        return LabelledRows.Read(_host, validation, columns, keys).Examples;
    }

    private TextEmbedder FitPairs(IDataView input, IDataView? validation, IChannel channel, FineTuningOptions options)
    {
        var (pairs, missing) = PairRows.Read(_host, input, _inputColumn, _options);
        if (pairs.Count == 0)
            throw _host.Process(new InvalidOperationException(missing == 0 ? "The training data has no rows." : $"None of the {missing} rows of the training data has a label in the column '{_options.LabelColumnName}'."));
        var keptOut = validation is null ? null : PairRows.Read(_host, validation, _inputColumn, _options).Pairs;
        if (missing > 0)
            channel.Warning(MessageSensitivity.None, FormattableString.Invariant($"{missing} rows have no label in the column '{_options.LabelColumnName}' and are not trained on."));
        Announce(channel, FormattableString.Invariant($"{pairs.Count} pairs"));
        return SentenceEncoderTrainer.Train(_options.Model, pairs, _seed, options, _options.Contrastive, keptOut, _options.Hub, _options.CancellationToken);
    }

    private void Announce(IChannel channel, string examples) => channel.Info(MessageSensitivity.None, FormattableString.Invariant(
        $"Fine-tuning {_options.Model} ({_options.Adaptation}) to {_options.Contrastive.Loss} of {examples}, {_options.Epochs} epochs in batches of {_options.BatchSize} pairs, seed {_seed}."));
}
