using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Adds the columns of words and their probabilities that <see cref="FillMaskEstimator"/> describes. Immutable and safe to share between threads: many threads get the values of one.
/// </summary>
public sealed class FillMaskTransformer : ITransformer
{
    private readonly IHost _host;
    private readonly Encoder _encoder;
    private readonly ImmutableArray<AddedColumn<FilledRow>> _added;

    internal FillMaskTransformer(IHostEnvironment environment, MaskedLanguageModel model, string inputColumn, string outputColumn, FillMaskOptions options)
    {
        _host = environment.Register(nameof(FillMaskTransformer));
        (Model, Options, InputColumnName, OutputColumnName) = (model, options, inputColumn, outputColumn);
        _encoder = new Encoder(model, options);
        var none = new DataViewSchema.Annotations.Builder().ToAnnotations();
        _added =
        [
            AddedColumn<FilledRow>.Vector(outputColumn, new VectorDataViewType(TextDataViewType.Instance), none, row => row.Words),
            AddedColumn<FilledRow>.Vector(options.ScoreColumnName, new VectorDataViewType(NumberDataViewType.Single), none, row => row.Probabilities),
        ];
    }

    /// <summary>The name of the text column.</summary>
    public string InputColumnName { get; }

    /// <summary>The name of the column of words.</summary>
    public string OutputColumnName { get; }

    /// <summary>The name of the column of their probabilities.</summary>
    public string ScoreColumnName => Options.ScoreColumnName;

    /// <summary>How many words each place gets.</summary>
    public int TopK => Options.TopK;

    /// <summary>The name of the model.</summary>
    public string ModelName => Model.ModelName;

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal MaskedLanguageModel Model { get; }

    internal FillMaskOptions Options { get; }

    /// <summary>The schema of the output for an input of <paramref name="inputSchema"/>.</summary>
    /// <param name="inputSchema">A schema with the text column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not of text.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).Output;

    /// <summary>The input with the columns added, lazily: places are filled in, those of many rows at once, when the columns are read.</summary>
    /// <param name="input">Data with the text column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not of text.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new TextStageView<FilledRow>(_host, Bind(input.Schema), _encoder, input);
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new TextStageRowMapper<FilledRow>(_host, Bind(inputSchema), _encoder);

    void ICanSaveModel.Save(ModelSaveContext ctx) => FillMaskArchive.Save(this, ctx);

    private TextStageBinding<FilledRow> Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new TextStageBinding<FilledRow>(_host, inputSchema, [new TextSource(InputColumnName)], _added);
    }

    private sealed record FilledRow(ReadOnlyMemory<char>[] Words, float[] Probabilities);

    private sealed class Encoder(MaskedLanguageModel model, FillMaskOptions options) : ITextEncoder<FilledRow>
    {
        // Some 16,000 tokens: several batches for each thread.
        public int CharactersPerFill => 1 << 16;

        public void Encode(RowTexts rows, Span<FilledRow?> results)
        {
            var texts = new string?[rows.RowCount];
            for (var i = 0; i < texts.Length; i++)
                texts[i] = rows[i, 0][0].ToString();
            var filled = model.Fill(texts, options.TopK, options.Candidates, options.Threads, options.CancellationToken);
            for (var i = 0; i < texts.Length; i++)
            {
                FilledWord[] words = [.. filled[i].SelectMany(place => place.Words)];
                results[i] = new FilledRow(Array.ConvertAll(words, word => word.Text.AsMemory()), Array.ConvertAll(words, word => word.Probability));
            }
        }

        public FilledRow EncodeOne(RowTexts row)
        {
            var results = new FilledRow?[1];
            Encode(row, results);
            return results[0]!;
        }
    }
}
