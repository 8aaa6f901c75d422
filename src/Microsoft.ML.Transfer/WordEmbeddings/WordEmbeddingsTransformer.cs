using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;
using Microsoft.ML.Transfer.StaticVectors;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Adds the column of vectors that <see cref="WordEmbeddingsEstimator"/> describes. Immutable and safe to share between threads: many threads get the values
/// of one.
/// </summary>
public sealed class WordEmbeddingsTransformer : ITransformer
{
    private readonly IHost _host;
    private readonly Encoder _encoder;

    internal WordEmbeddingsTransformer(
        IHostEnvironment environment, WordEmbedder embedder, string inputColumn, string outputColumn, CancellationToken cancellationToken = default)
    {
        _host = environment.Register(nameof(WordEmbeddingsTransformer));
        _encoder = new Encoder(embedder, cancellationToken);
        Embedder = embedder;
        InputColumnName = inputColumn;
        OutputColumnName = outputColumn;
    }

    /// <summary>The name of the text column.</summary>
    public string InputColumnName { get; }

    /// <summary>The name of the vector column.</summary>
    public string OutputColumnName { get; }

    /// <summary>The words, their vectors and how they are used.</summary>
    public WordEmbedder Embedder { get; }

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    /// <summary>The schema of the output for an input of <paramref name="inputSchema"/>.</summary>
    /// <param name="inputSchema">A schema with the text column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not of text.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).Output;

    /// <summary>The input with the column of vectors, lazily: vectors are computed when they are read.</summary>
    /// <param name="input">Data with the text column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not of text.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new TextStageView<float[]>(_host, Bind(input.Schema), _encoder, input);
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new TextStageRowMapper<float[]>(_host, Bind(inputSchema), _encoder);

    void ICanSaveModel.Save(ModelSaveContext ctx) => WordEmbeddingsArchive.Save(this, ctx);

    private TextStageBinding<float[]> Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var names = Embedder.FeatureNames;
        return new TextStageBinding<float[]>(_host, inputSchema, [new TextSource(InputColumnName)], [FloatVector.Column(OutputColumnName, SlotNames.Annotate(names), names.Length)]);
    }

    private sealed class Encoder(WordEmbedder embedder, CancellationToken cancellationToken) : ITextEncoder<float[]>
    {
        // A text takes microseconds: there is nothing to gain from more.
        public int CharactersPerFill => 1 << 16;

        public void Encode(RowTexts rows, Span<float[]?> results)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < results.Length; i++)
                results[i] = Encode(rows.All[i]);
        }

        public float[] EncodeOne(RowTexts row) => Encode(row.All[0]);

        private float[] Encode(ReadOnlyMemory<char> text)
        {
            var vector = new float[embedder.Dimension];
            embedder.Embed(text.Span, vector);
            return vector;
        }
    }
}
