using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Adds the columns of the probabilities and the predicted label that <see cref="FineTunedTextClassificationTrainer"/> describes. Immutable and safe to share between
/// threads: many threads get the values of one.
/// </summary>
public sealed class FineTunedTextClassificationTransformer : ITransformer
{
    private readonly IHost _host;
    private readonly Encoder _encoder;
    private readonly ImmutableArray<AddedColumn<float[]>> _added;

    internal FineTunedTextClassificationTransformer(
        IHostEnvironment environment, TextClassifier classifier, LabelKeys keys, FineTuneTextClassificationOptions options)
    {
        _host = environment.Register(nameof(FineTunedTextClassificationTransformer));
        (Classifier, Keys, Columns) = (classifier, keys, options);
        _encoder = new Encoder(classifier, options);
        _added = [keys.PredictedLabel(options.PredictedLabelColumnName), keys.Score(options.ScoreColumnName)];
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
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).Output;

    /// <summary>The input with the columns added, lazily: texts are classified, many at once, when the columns are read.</summary>
    /// <param name="input">Data with the text columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A text column is missing or not of text.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new TextStageView<float[]>(_host, Bind(input.Schema), _encoder, input);
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new TextStageRowMapper<float[]>(_host, Bind(inputSchema), _encoder);

    void ICanSaveModel.Save(ModelSaveContext ctx) => FineTunedTextClassificationArchive.Save(this, ctx);

    private TextStageBinding<float[]> Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var first = new TextSource(Columns.Sentence1ColumnName);
        return new TextStageBinding<float[]>(_host, inputSchema, Columns.Sentence2ColumnName is { } second ? [first, new TextSource(second)] : [first], _added);
    }

    private sealed class Encoder(TextClassifier classifier, FineTuneTextClassificationOptions options) : ITextEncoder<float[]>
    {
        // Some 16,000 tokens: several batches for each thread.
        public int CharactersPerFill => 1 << 16;

        public void Encode(RowTexts rows, Span<float[]?> results)
        {
            var pairs = new (string? Text, string? Pair)[rows.RowCount];
            for (var i = 0; i < pairs.Length; i++)
                pairs[i] = (rows[i, 0][0].ToString(), options.Sentence2ColumnName is null ? null : rows[i, 1][0].ToString());
            var probabilities = classifier.Predict(pairs, options.Threads, options.CancellationToken);
            for (var i = 0; i < pairs.Length; i++)
                results[i] = probabilities.AsSpan(i * classifier.ClassCount, classifier.ClassCount).ToArray();
        }

        public float[] EncodeOne(RowTexts row)
        {
            var results = new float[]?[1];
            Encode(row, results);
            return results[0]!;
        }
    }
}
