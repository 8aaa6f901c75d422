using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Adds the columns of the predicted labels of words and their probabilities that <see cref="FineTunedTokenClassificationTrainer"/> describes. Immutable and safe to share
/// between threads: many threads get the values of one.
/// </summary>
public sealed class FineTunedTokenClassificationTransformer : ITransformer
{
    private readonly IHost _host;
    private readonly ImmutableArray<AddedColumn<TaggedRow>> _added;

    internal FineTunedTokenClassificationTransformer(IHostEnvironment environment, TokenClassifier classifier, LabelKeys keys, FineTuneTokenClassificationOptions options)
    {
        _host = environment.Register(nameof(FineTunedTokenClassificationTransformer));
        (Classifier, Keys, Columns) = (classifier, keys, options);
        _added =
        [
            AddedColumn<TaggedRow>.Vector(
                options.PredictedLabelColumnName, new VectorDataViewType(new KeyDataViewType(typeof(uint), keys.Count)), keys.PredictedLabelAnnotations(), row => row.Keys),
            AddedColumn<TaggedRow>.Vector(options.ScoreColumnName, new VectorDataViewType(NumberDataViewType.Single), LabelKeys.WordScoreAnnotations(), row => row.Probabilities),
        ];
    }

    /// <summary>The name of the model that was fine-tuned.</summary>
    public string ModelName => Classifier.ModelName;

    /// <summary>The name of each class, in the order of the keys.</summary>
    public IReadOnlyList<string> ClassNames => Keys.Names;

    /// <summary>The model card, in Markdown: where the model comes from, how it was trained, and how that went.</summary>
    public string ModelCard => Classifier.ModelCard;

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal TokenClassifier Classifier { get; }

    internal LabelKeys Keys { get; }

    internal FineTuneTokenClassificationOptions Columns { get; }

    /// <summary>The schema of the output for an input of <paramref name="inputSchema"/>.</summary>
    /// <param name="inputSchema">A schema with the column of the words.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or neither text nor a vector of text.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).Output;

    /// <summary>The input with the columns added, lazily: words are classified, those of many rows at once, when the columns are read.</summary>
    /// <param name="input">Data with the column of the words.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or neither text nor a vector of text.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var binding = Bind(input.Schema);
        return new TextStageView<TaggedRow>(_host, binding, EncoderOf(binding), input);
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        var binding = Bind(inputSchema);
        return new TextStageRowMapper<TaggedRow>(_host, binding, EncoderOf(binding));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => FineTunedTokenClassificationArchive.Save(this, ctx);

    private TextStageBinding<TaggedRow> Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new TextStageBinding<TaggedRow>(_host, inputSchema, [Columns.Source], _added);
    }

    private Encoder EncoderOf(TextStageBinding<TaggedRow> binding) => new(Classifier, Columns, isVector: TextSource.IsVector(binding.Sources[0]));

    private sealed class Encoder(TokenClassifier classifier, FineTuneTokenClassificationOptions options, bool isVector) : ITextEncoder<TaggedRow>
    {
        // Some 16,000 tokens: several batches for each thread.
        public int CharactersPerFill => 1 << 16;

        public void Encode(RowTexts rows, Span<TaggedRow?> results)
        {
            var texts = new string[rows.RowCount][];
            for (var i = 0; i < texts.Length; i++)
                texts[i] = isVector ? WordColumn.Read(rows[i, 0]) : WordColumn.Split(rows[i, 0][0]);
            var predictions = classifier.Predict(texts, options.Threads, options.CancellationToken);
            for (var i = 0; i < texts.Length; i++)
                results[i] = new TaggedRow([.. predictions[i].Classes.Select(c => (uint)c + 1)], [.. predictions[i].Probabilities]);
        }

        public TaggedRow EncodeOne(RowTexts row)
        {
            var results = new TaggedRow?[1];
            Encode(row, results);
            return results[0]!;
        }
    }
}
