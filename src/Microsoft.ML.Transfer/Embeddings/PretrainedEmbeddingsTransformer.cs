using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Adds the column of vectors that <see cref="PretrainedEmbeddingsEstimator"/> describes. Immutable and safe to share between threads:
/// many threads get the values of one.
/// </summary>
public sealed class PretrainedEmbeddingsTransformer : ITransformer, IDisposable
{
    private readonly IHost _host;
    private readonly MemoizedEmbedder _embedder;
    private readonly Encoder _encoder;

    internal PretrainedEmbeddingsTransformer(
        IHostEnvironment environment, MemoizedEmbedder embedder, string inputColumn, string outputColumn, CancellationToken cancellationToken = default)
    {
        _host = environment.Register(nameof(PretrainedEmbeddingsTransformer));
        _embedder = embedder;
        _encoder = new Encoder(_host, embedder, cancellationToken);
        InputColumnName = inputColumn;
        OutputColumnName = outputColumn;
    }

    /// <summary>The name of the text column.</summary>
    public string InputColumnName { get; }

    /// <summary>The name of the vector column.</summary>
    public string OutputColumnName { get; }

    /// <summary>The length of each vector.</summary>
    public int Dimension => _embedder.Embedder.Dimension;

    /// <summary>
    /// How many texts the encoder has really been run on, by this transformer and the others of its estimator: repeats and further passes
    /// over the same data, answered from the cache, do not count.
    /// </summary>
    public long TextsEncoded => _embedder.TextsEncoded;

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal MemoizedEmbedder Embedder => _embedder;

    /// <summary>The schema of the output for an input of <paramref name="inputSchema"/>.</summary>
    /// <param name="inputSchema">A schema with the text column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not of text.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).Output;

    /// <summary>The input with the column of vectors, lazily: texts are encoded when their vectors are read.</summary>
    /// <param name="input">Data with the text column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not of text.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new TextStageView<float[]>(_host, Bind(input.Schema), _encoder, input);
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new TextStageRowMapper<float[]>(_host, Bind(inputSchema), _encoder);

    /// <summary>
    /// Lets go of the vectors kept for texts seen before. The transformer stays usable: prediction engines dispose of the model they are
    /// made from, also one that others still use.
    /// </summary>
    public void Dispose() => _embedder.ClearCache();

    /// <summary>
    /// Writes the encoder with its tokenizer as a folder in the Hugging Face layout, whose path other stages take for their model: those that fine-tune, say, go on from an encoder that was adapted.
    /// </summary>
    /// <param name="folder">The folder; made where it is not there. Files of the same names are replaced.</param>
    /// <exception cref="NotSupportedException">The tokenizer came from the program and has no form in a file.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void SaveEncoder(string folder) => _embedder.Embedder.SaveEncoder(folder);

    void ICanSaveModel.Save(ModelSaveContext ctx) => PretrainedEmbeddingsArchive.Save(this, ctx);

    private TextStageBinding<float[]> Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var names = _embedder.Embedder.FeatureNames;
        return new TextStageBinding<float[]>(_host, inputSchema, [new TextSource(InputColumnName)], [FloatVector.Column(OutputColumnName, SlotNames.Annotate(names), names.Length)]);
    }

    private sealed class Encoder(IHost host, MemoizedEmbedder embedder, CancellationToken cancellationToken) : ITextEncoder<float[]>
    {
        private readonly EncodingProgress _progress = new(host, TimeProvider.System);

        // A token has about four characters; four passes' worth keeps the threads of the encoder busy to the end of a fill.
        public int CharactersPerFill { get; } = (int)Math.Min(int.MaxValue, 16L * embedder.Embedder.Options.TokensPerBatch);

        public void Encode(RowTexts rows, Span<float[]?> results) => _progress.Add(embedder.Encode(rows.All, results, cancellationToken));

        public float[] EncodeOne(RowTexts row) => embedder.EncodeOne(row.All[0], cancellationToken);
    }
}
