using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;
using Microsoft.ML.Transfer.StaticVectors;

namespace Microsoft.ML.Transfer;

/// <summary>Gives each text of a column the combined static vectors of its words.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ###  Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | No |
/// | Input column data type | [Text](xref:Microsoft.ML.Data.TextDataViewType) |
/// | Output column data type | Known-sized vector of <xref:System.Single> |
/// | Exportable to ONNX | No |
///
/// What stands between white space is looked up in the vocabulary; what is not found is cut at punctuation, and its parts are looked up. A missing or
/// empty text, and one without a word that counts, gives zeros; no value is ever NaN.
///
/// The vectors are loaded at the first fit and kept. The fitted transformer saves them inside the model file.
/// ]]></format>
/// </remarks>
/// <seealso cref="WordEmbeddingsCatalog.WordEmbeddings(TransformsCatalog, string, string?, WordEmbeddingsOptions)"/>
public sealed class WordEmbeddingsEstimator : IEstimator<WordEmbeddingsTransformer>
{
    private readonly TransformsCatalog _catalog;
    private readonly IHost _host;
    private readonly string _outputColumn;
    private readonly string _inputColumn;
    private readonly Func<WordEmbedder> _load;
    private readonly CancellationToken _cancellationToken;
    private readonly Lock _loading = new();
    private WordEmbedder? _embedder;

    internal WordEmbeddingsEstimator(TransformsCatalog catalog, string outputColumn, string? inputColumn, Func<WordEmbedder> load, CancellationToken cancellationToken)
    {
        _catalog = catalog;
        _host = MLNetInternals.Current.EnvironmentOf(catalog).Register(nameof(WordEmbeddingsEstimator));
        _outputColumn = SchemaErrors.NonEmpty(outputColumn, "outputColumnName");
        _inputColumn = SchemaErrors.NonEmpty(inputColumn ?? outputColumn, "inputColumnName");
        _load = load;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Loads the vectors, unless an earlier fit did, and binds them to the columns. No row of <paramref name="input"/> is read.</summary>
    /// <param name="input">Data with the text column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not of text.</exception>
    /// <exception cref="IOException">The file of vectors cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file of vectors is malformed; the message says where.</exception>
    public WordEmbeddingsTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        new TextSource(_inputColumn).Find(_host, input.Schema);
        lock (_loading)
        {
            if (_embedder is null)
            {
                using var channel = _host.Start("Loading word vectors");
                _embedder = _load();
                channel.Info(MessageSensitivity.None, FormattableString.Invariant($"{_embedder.Vectors.Words.Count} words of {_embedder.Vectors.Dimension} dimensions, pooling {_embedder.Options.Pooling}."));
            }
            return new WordEmbeddingsTransformer(_host, _embedder, _inputColumn, _outputColumn, _cancellationToken);
        }
    }

    /// <summary>The shape of a pipeline's schema after this stage.</summary>
    /// <param name="inputSchema">The shape before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not of text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return VectorColumnShape.Add(_host, _catalog, inputSchema, _inputColumn, _outputColumn);
    }
}
