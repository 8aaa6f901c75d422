using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>Fine-tunes a pre-trained encoder to predict a number from a text, or from a pair of texts, such as how alike they are.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
///
/// ###  Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Regression |
/// | Is normalization required? | No |
/// | Is caching required? | No |
/// | Input label column data type | <xref:System.Single>, finite |
/// | Input column data type | [Text](xref:Microsoft.ML.Data.TextDataViewType), one column or two |
/// | Output columns | `Score`, <xref:System.Single> |
/// | Exportable to ONNX | No |
///
/// A head with one score is put on the encoder, and both are trained by the squared error (Devlin et al., 2019, for the similarity of sentences), on the processor. Labels may be of
/// any scale: the model learns them standardised by their mean and deviation, which the head takes in afterwards. A missing or empty text is one of the special tokens alone. The data
/// are read once and shuffled before each epoch from the seed: the same seed gives the same bits on any number of threads. The log of the context tells of the progress. The fitted
/// transformer saves weights and tokenizer inside the model file.
///
/// Check the See Also section for links to usage examples.
/// ]]></format>
/// </remarks>
/// <seealso cref="FineTuneTextRegressionCatalog.FineTuneTextRegression(RegressionCatalog.RegressionTrainers, FineTuneTextRegressionOptions)"/>
public sealed class FineTunedTextRegressionTrainer : IEstimator<FineTunedTextRegressionTransformer>
{
    private readonly SequenceTrainer _trainer;
    private readonly FineTuneTextRegressionOptions _options;

    internal FineTunedTextRegressionTrainer(IHostEnvironment environment, FineTuneTextRegressionOptions options)
    {
        _trainer = new SequenceTrainer(environment, nameof(FineTunedTextRegressionTrainer), options);
        _options = options;
    }

    /// <summary>Loads the model and trains it on the rows of <paramref name="input"/>.</summary>
    /// <param name="input">Data with the label column and the text columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed, a label is not finite, or an option does not suit the model.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, or all have the same label.</exception>
    /// <exception cref="IOException">The model's files cannot be read.</exception>
    /// <exception cref="InvalidDataException">The model's files are not what they should be.</exception>
    /// <exception cref="NotSupportedException">Models of this family cannot be fine-tuned to numbers.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="Training.TrainingDivergedException">A loss was no finite number.</exception>
    public FineTunedTextRegressionTransformer Fit(IDataView input) => Fit(input, validation: null);

    /// <summary>Loads the model and trains it on the rows of <paramref name="input"/>; the weights are kept of the epoch after which <paramref name="validation"/> is predicted best, by R².</summary>
    /// <param name="input">Data with the label column and the text columns.</param>
    /// <param name="validation">Data with the same columns that are not trained on; where null, the part of <paramref name="input"/> that the options say.</param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public FineTunedTextRegressionTransformer Fit(IDataView input, IDataView? validation)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var channel = _trainer.Host.Start("Training");
        var (examples, keptOut) = RegressionTargets.Read(_trainer.Host, input, validation, _options);
        var regressor = _trainer.Train(
            channel, FormattableString.Invariant($"to a number on {examples.Count} rows"),
            options => TextRegressor.Train(_options.Model, examples, _trainer.Seed, options, keptOut, _options.Hub, _options.CancellationToken),
            trained => trained.Notice);
        return new FineTunedTextRegressionTransformer(_trainer.Environment, regressor, _options);
    }

    /// <summary>The shape of a pipeline's schema after this stage.</summary>
    /// <param name="inputSchema">The shape before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return RegressionTargets.AddScore(_trainer.Host, inputSchema, _options);
    }
}
