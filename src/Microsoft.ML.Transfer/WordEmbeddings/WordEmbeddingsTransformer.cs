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
        return new TextToVectorView(_host, Bind(input.Schema), _encoder, input);
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new TextToVectorRowMapper(_host, Bind(inputSchema), _encoder);

    void ICanSaveModel.Save(ModelSaveContext ctx) => WordEmbeddingsArchive.Save(this, ctx);

    private TextToVectorBinding Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new TextToVectorBinding(_host, inputSchema, InputColumnName, OutputColumnName, Embedder.FeatureNames);
    }

    private sealed class Encoder(WordEmbedder embedder, CancellationToken cancellationToken) : ITextEncoder
    {
        // A text takes microseconds: there is nothing to gain from more.
        public int CharactersPerFill => 1 << 16;

        public void Encode(ReadOnlySpan<ReadOnlyMemory<char>> texts, Span<float[]?> vectors)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < texts.Length; i++)
                vectors[i] = EncodeOne(texts.Slice(i, 1));
        }

        public float[] EncodeOne(ReadOnlySpan<ReadOnlyMemory<char>> texts)
        {
            var vector = new float[embedder.Dimension];
            embedder.Embed(texts[0].Span, vector);
            return vector;
        }
    }
}
