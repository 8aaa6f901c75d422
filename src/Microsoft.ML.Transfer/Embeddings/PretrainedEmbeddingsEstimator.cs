using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>Gives each text of a column the vector that a pre-trained, frozen encoder makes of it.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
///
/// ###  Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | No |
/// | Input column data type | [Text](xref:Microsoft.ML.Data.TextDataViewType) |
/// | Output column data type | Known-sized vector of <xref:System.Single> |
/// | Exportable to ONNX | No |
///
/// The text is tokenized as the encoder was trained on, and encoded; the hidden states of the chosen layers are pooled over the tokens of
/// the text into one vector. The output column names its slots; it does not claim to be normalized, so trainers that want normalized
/// features still normalize them. A missing or empty text gives the vector of the special tokens alone; no value is ever NaN.
///
/// Rows are encoded in batches of many tokens, and each distinct text once, whatever the number of passes of the trainer that follows, as
/// long as the vectors fit [the cache](xref:Microsoft.ML.Transfer.PretrainedEmbeddingsOptions.CacheBytes), which all transformers fitted
/// by this estimator share; the folds of a cross-validation do. `AppendCacheCheckpoint` is not needed.
///
/// The model is loaded at the first fit and kept. The fitted transformer saves weights, tokenizer and options inside the model file.
///
/// Check the See Also section for links to usage examples.
/// ]]></format>
/// </remarks>
/// <seealso cref="PretrainedEmbeddingsCatalog.PretrainedEmbeddings(TransformsCatalog, string, string?, PretrainedEmbeddingsOptions)"/>
public sealed class PretrainedEmbeddingsEstimator : IEstimator<PretrainedEmbeddingsTransformer>
{
    private readonly TransformsCatalog _catalog;
    private readonly IHost _host;
    private readonly string _outputColumn;
    private readonly string _inputColumn;
    private readonly Func<TextEmbedder> _load;
    private readonly long _cacheBytes;
    private readonly CancellationToken _cancellationToken;
    private readonly Lock _loading = new();
    private MemoizedEmbedder? _embedder;

    internal PretrainedEmbeddingsEstimator(
        TransformsCatalog catalog, string outputColumn, string? inputColumn, Func<TextEmbedder> load, long cacheBytes, CancellationToken cancellationToken)
    {
        _catalog = catalog;
        _host = MLNetInternals.Current.EnvironmentOf(catalog).Register(nameof(PretrainedEmbeddingsEstimator));
        _outputColumn = SchemaErrors.NonEmpty(outputColumn, "outputColumnName");
        _inputColumn = SchemaErrors.NonEmpty(inputColumn ?? outputColumn, "inputColumnName");
        _load = load;
        _cacheBytes = cacheBytes;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Loads the model, unless an earlier fit did, and binds it to the columns. No row of <paramref name="input"/> is read.</summary>
    /// <param name="input">Data with the text column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not of text, or an option does not suit the model.</exception>
    /// <exception cref="IOException">The model's files cannot be read.</exception>
    /// <exception cref="InvalidDataException">The model's files are not what they should be.</exception>
    public PretrainedEmbeddingsTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        // The columns first: they are checked in no time, and a wrong name should not wait for a model to be loaded.
        new TextSource(_inputColumn).Find(_host, input.Schema);
        return new PretrainedEmbeddingsTransformer(_host, Embedder(), _inputColumn, _outputColumn, _cancellationToken);
    }

    /// <summary>The shape of a pipeline's schema after this stage.</summary>
    /// <param name="inputSchema">The shape before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not of text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return VectorColumnShape.Add(_host, _catalog, inputSchema, _inputColumn, _outputColumn);
    }

    // Not a Lazy: a failed load is tried again at the next fit, when the user has put the files in place.
    private MemoizedEmbedder Embedder()
    {
        lock (_loading)
        {
            if (_embedder is null)
            {
                using var channel = _host.Start("Loading the encoder");
                var embedder = _load();
                EmbedderDescription.Write(channel, embedder, _cacheBytes);
                _embedder = new MemoizedEmbedder(embedder, _cacheBytes);
            }
            return _embedder;
        }
    }
}
