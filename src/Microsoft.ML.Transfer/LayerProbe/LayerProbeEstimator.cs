using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer;

/// <summary>Measures what each layer of a pre-trained, frozen encoder knows of a label.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
///
/// ###  Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | Yes |
/// | Input column data type | [Text](xref:Microsoft.ML.Data.TextDataViewType), or a vector of them: the words |
/// | Input label column data type | [Key](xref:Microsoft.ML.Data.KeyDataViewType) type or text; a vector of them, one for each word, to probe words |
/// | Output column data type | None: the data go through as they are |
/// | Exportable to ONNX | No |
///
/// One pass over the data gives the vectors of all layers. On each layer a probe is trained and scored by cross-validation, whose folds keep the words of a sentence, and texts that are
/// written alike, together. Beside the accuracy stand its interval by bootstrap over sentences, the accuracy on a control task and the selectivity (Hewitt and Liang, 2019), the length
/// of the labels in an online code (Voita and Titov, 2020), the majority and word-type baselines, and the accuracy on an encoder of the same shape with random weights.
///
/// [Report](xref:Microsoft.ML.Transfer.LayerProbeTransformer.Report) of the fitted transformer holds it all. Words and texts with a missing label are read but not looked at.
///
/// Check the See Also section for links to usage examples.
/// ]]></format>
/// </remarks>
/// <seealso cref="LayerProbeCatalog.LayerProbe(TransformsCatalog, IEstimator{ITransformer}?, LayerProbeOptions)"/>
public sealed class LayerProbeEstimator : IEstimator<LayerProbeTransformer>
{
    private readonly IHost _host;
    private readonly IEstimator<ITransformer>? _probe;
    private readonly LayerProbeOptions _options;

    internal LayerProbeEstimator(IHostEnvironment environment, IEstimator<ITransformer>? probe, LayerProbeOptions options)
    {
        SchemaErrors.NonEmpty(options.TextColumnName, "textColumnName");
        SchemaErrors.NonEmpty(options.LabelColumnName, "labelColumnName");
        (_host, _probe, _options) = (environment.Register(nameof(LayerProbeEstimator)), probe, options);
    }

    /// <summary>Loads the model and probes its layers.</summary>
    /// <param name="input">Data with the columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed, a row has not one label for each word, or an option does not suit the model.</exception>
    /// <exception cref="ArgumentException">There are too few texts for the folds, or none has a label.</exception>
    /// <exception cref="IOException">The model's files cannot be read.</exception>
    /// <exception cref="InvalidDataException">The model's files are not what they should be.</exception>
    /// <exception cref="InvalidOperationException">The probe adds no scores of the classes.</exception>
    /// <exception cref="OperationCanceledException">The probing was cancelled.</exception>
    public LayerProbeTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var data = ProbedColumns.Read(_host, input, _options);
        using var channel = _host.Start("Probing");
        using var model = TextEmbedder.Load(_options.Model, _options.Embedding, _options.Hub);
        if (model.Notice is { } notice)
            channel.Warning(MessageSensitivity.None, notice);
        var options = _options.Probing;
        var watch = options.Progress;
        var report = LayerProbing.Run(
            model, data,
            options with
            {
                Probe = _probe is null ? options.Probe : new EstimatorProbe(_probe),
                Progress = progress =>
                {
                    channel.Info(MessageSensitivity.None, progress.ToString());
                    watch?.Invoke(progress);
                },
            },
            cancellation: _options.CancellationToken);
        var best = report.Best;
        channel.Info(MessageSensitivity.None, FormattableString.Invariant($"Layer {best.Layer} knows most of '{report.Task}': accuracy {best.Accuracy}."));
        return new LayerProbeTransformer(_options.TextColumnName, _options.LabelColumnName, report);
    }

    /// <summary>The shape of a pipeline's schema after this stage: as before.</summary>
    /// <param name="inputSchema">The shape before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        new TextSource(_options.TextColumnName, TakesVectors: true).Require(_host, inputSchema);
        var label = inputSchema.FirstOrDefault(column => string.Equals(column.Name, _options.LabelColumnName, StringComparison.Ordinal));
        if (label.Name is null)
            throw SchemaErrors.MissingColumn(_host, nameof(inputSchema), "label", _options.LabelColumnName);
        return label.IsKey || label.ItemType is TextDataViewType ? inputSchema : throw ProbedColumns.WrongLabel(_host, label.Name, VectorColumnShape.TypeOf(label));
    }
}
