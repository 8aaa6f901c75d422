using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>Fills in the places of each text of a column with the words that a masked language model finds most likely there.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ###  Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | No |
/// | Input column data type | [Text](xref:Microsoft.ML.Data.TextDataViewType) |
/// | Output column data type | Variable-sized vector of [Text](xref:Microsoft.ML.Data.TextDataViewType), and one of <xref:System.Single> |
/// | Exportable to ONNX | No |
///
/// A place is written `[MASK]`, or as the model's own mask token. Each row gets [TopK](xref:Microsoft.ML.Transfer.FillMaskOptions.TopK) words for each of its places, the likeliest first, place after
/// place, and as many probabilities in the column of scores; a text without places gets none. Several places of one text are filled in independently of each other.
///
/// The model is loaded at the first fit and kept. The fitted transformer saves it inside the model file.
/// ]]></format>
/// </remarks>
/// <seealso cref="FillMaskCatalog.FillMask(TransformsCatalog, string, string?, FillMaskOptions)"/>
public sealed class FillMaskEstimator : IEstimator<FillMaskTransformer>
{
    private readonly TransformsCatalog _catalog;
    private readonly IHost _host;
    private readonly string _outputColumn;
    private readonly string _inputColumn;
    private readonly FillMaskOptions _options;
    private readonly Lock _loading = new();
    private MaskedLanguageModel? _model;

    internal FillMaskEstimator(TransformsCatalog catalog, string outputColumn, string? inputColumn, FillMaskOptions options)
    {
        _catalog = catalog;
        _host = MLNetInternals.Current.EnvironmentOf(catalog).Register(nameof(FillMaskEstimator));
        _outputColumn = SchemaErrors.NonEmpty(outputColumn, "outputColumnName");
        _inputColumn = SchemaErrors.NonEmpty(inputColumn ?? outputColumn, "inputColumnName");
        SchemaErrors.NonEmpty(options.ScoreColumnName, nameof(options.ScoreColumnName));
        _options = options;
    }

    /// <summary>Loads the model, unless an earlier fit did, and binds it to the columns. No row of <paramref name="input"/> is read.</summary>
    /// <param name="input">Data with the text column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not of text.</exception>
    /// <exception cref="IOException">The model's files cannot be read.</exception>
    /// <exception cref="InvalidDataException">The model's files are not what they should be, or it is no masked language model.</exception>
    public FillMaskTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        // The columns first: they are checked in no time, and a wrong name should not wait for a model to be loaded.
        new TextSource(_inputColumn).Find(_host, input.Schema);
        lock (_loading)
        {
            if (_model is null)
            {
                using var channel = _host.Start("Loading the language model");
                _model = MaskedLanguageModel.Load(_options.Model, _options.Hub);
                channel.Info(MessageSensitivity.None, $"Masked language model {_model.ModelName}; places are written {_model.MaskToken}.");
            }
            return new FillMaskTransformer(_host, _model, _inputColumn, _outputColumn, _options);
        }
    }

    /// <summary>The shape of a pipeline's schema after this stage.</summary>
    /// <param name="inputSchema">The shape before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not of text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return FillMaskShape.Add(_host, _catalog, inputSchema, _inputColumn, _outputColumn, _options.ScoreColumnName);
    }
}
