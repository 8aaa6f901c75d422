using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.DomainAdaptation;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>Adapts a pre-trained encoder to the texts of a column, without labels, and gives each text the vector that the adapted encoder makes of it.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
///
/// ###  Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | Yes |
/// | Input column data type | [Text](xref:Microsoft.ML.Data.TextDataViewType) |
/// | Output column data type | Known-sized vector of <xref:System.Single> |
/// | Exportable to ONNX | No |
///
/// The encoder goes on with what it was pre-trained by: it predicts masked tokens, now of the texts of the column (Gururangan et al., 2020). No label is read, so that all texts there are can be
/// given, those of the test rows of a task too where they are known beforehand. A part of the texts is kept out; the log says how well their words are predicted before and after, and how well those
/// of general texts are, where some are given.
///
/// What is fitted is the transformer of [PretrainedEmbeddings](xref:Microsoft.ML.Transfer.PretrainedEmbeddingsEstimator), with all that is said of it there. Every fit adapts anew. To hand the
/// adapted encoder to a stage that fine-tunes, give an [output folder](xref:Microsoft.ML.Transfer.DomainAdaptedEncoderOptions.OutputFolder) and take it for the model of that stage.
///
/// Check the See Also section for links to usage examples.
/// ]]></format>
/// </remarks>
/// <seealso cref="DomainAdaptedEncoderCatalog.DomainAdaptedEncoder(TransformsCatalog, string, string?, DomainAdaptedEncoderOptions)"/>
public sealed class DomainAdaptedEncoderEstimator : IEstimator<PretrainedEmbeddingsTransformer>
{
    private readonly TransformsCatalog _catalog;
    private readonly IHost _host;
    private readonly string _outputColumn;
    private readonly string _inputColumn;
    private readonly DomainAdaptedEncoderOptions _options;
    private readonly ulong _seed;

    internal DomainAdaptedEncoderEstimator(TransformsCatalog catalog, string outputColumn, string? inputColumn, DomainAdaptedEncoderOptions options)
    {
        _catalog = catalog;
        _host = MLNetInternals.Current.EnvironmentOf(catalog).Register(nameof(DomainAdaptedEncoderEstimator));
        _outputColumn = SchemaErrors.NonEmpty(outputColumn, "outputColumnName");
        _inputColumn = SchemaErrors.NonEmpty(inputColumn ?? outputColumn, "inputColumnName");
        _options = options;
        // Once, so that each fit of this estimator gives the same model.
        _seed = unchecked((ulong)(options.Seed ?? _host.Rand.Next()));
    }

    /// <summary>Loads the model, trains it on the texts of <paramref name="input"/>, and binds it to the columns.</summary>
    /// <param name="input">Data with the text column; read once. Missing and empty texts are passed over.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not of text, or an option does not suit the model.</exception>
    /// <exception cref="ArgumentException">General texts are to be read, but there are none.</exception>
    /// <exception cref="IOException">The model's files cannot be read, or the output cannot be written.</exception>
    /// <exception cref="InvalidDataException">The model's files are not what they should be, there is too little text, or the work folder holds another training.</exception>
    /// <exception cref="NotSupportedException">The model is none that predicts masked tokens.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="Training.TrainingDivergedException">A loss was no finite number.</exception>
    public PretrainedEmbeddingsTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var column = new TextSource(_inputColumn).Find(_host, input.Schema);
        using var channel = _host.Start("Training");
        channel.Info(MessageSensitivity.None, FormattableString.Invariant($"Adapting {_options.Model} to the texts of the column '{_inputColumn}', {_options.Adaptation.Passes} passes, seed {_seed}."));
        var options = new TrainingLog(channel, TimeProvider.System).Follow(_options.Adaptation) with { Seed = _seed, Threads = _options.Adaptation.Threads ?? _options.Threads };
        using var adapted = DomainAdaptedModel.Adapt(_options.Model, Texts(input, column), options, _options.GeneralTexts, _options.WorkFolder, _options.Hub, _options.CancellationToken);
        foreach (var line in adapted.Report.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
            channel.Info(MessageSensitivity.None, line);
        if (adapted.Report.HasNewHead)
            channel.Warning(MessageSensitivity.None, $"{_options.Model} has no head for masked tokens; the adaptation began with a new one, and took more from the encoder than it would have with its own.");
        if (_options.OutputFolder is { } folder)
            adapted.Save(folder);
        var embedder = adapted.ToEmbedder(_options);
        EmbedderDescription.Write(channel, embedder, _options.CacheBytes);
        _options.Completed?.Invoke(adapted.Report);
        return new PretrainedEmbeddingsTransformer(_host, new MemoizedEmbedder(embedder, _options.CacheBytes), _inputColumn, _outputColumn, _options.CancellationToken);
    }

    /// <summary>The shape of a pipeline's schema after this stage.</summary>
    /// <param name="inputSchema">The shape before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not of text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return VectorColumnShape.Add(_host, _catalog, inputSchema, _inputColumn, _outputColumn);
    }

    private static IEnumerable<string> Texts(IDataView input, DataViewSchema.Column column)
    {
        using var cursor = input.GetRowCursor([column]);
        var getter = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        while (cursor.MoveNext())
        {
            getter(ref text);
            yield return text.ToString();
        }
    }
}
