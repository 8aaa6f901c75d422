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
    private readonly ImmutableArray<AddedColumn> _added;

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
        return new TextToVectorView(_host, Bind(input.Schema), _encoder, input);
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new TextToVectorRowMapper(_host, Bind(inputSchema), _encoder);

    void ICanSaveModel.Save(ModelSaveContext ctx) => FineTunedTextClassificationArchive.Save(this, ctx);

    private TextToVectorBinding Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new TextToVectorBinding(_host, inputSchema, Columns.Sentence2ColumnName is { } second ? [Columns.Sentence1ColumnName, second] : [Columns.Sentence1ColumnName], _added);
    }

    private sealed class Encoder(TextClassifier classifier, FineTuneTextClassificationOptions options) : ITextEncoder
    {
        // Some 16,000 tokens: several batches for each thread.
        public int CharactersPerFill => 1 << 16;

        public void Encode(ReadOnlySpan<ReadOnlyMemory<char>> texts, Span<float[]?> vectors)
        {
            var columns = texts.Length / vectors.Length;
            var rows = new (string? Text, string? Pair)[vectors.Length];
            for (var i = 0; i < rows.Length; i++)
                rows[i] = (texts[i * columns].ToString(), columns == 1 ? null : texts[i * columns + 1].ToString());
            var probabilities = classifier.Predict(rows, options.Threads, options.CancellationToken);
            for (var i = 0; i < rows.Length; i++)
                vectors[i] = probabilities.AsSpan(i * classifier.ClassCount, classifier.ClassCount).ToArray();
        }

        public float[] EncodeOne(ReadOnlySpan<ReadOnlyMemory<char>> texts)
        {
            var vectors = new float[]?[1];
            Encode(texts, vectors);
            return vectors[0]!;
        }
    }
}
