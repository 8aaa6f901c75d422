using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Adds the column of the predicted number that <see cref="FineTunedTextRegressionTrainer"/> describes. Immutable and safe to share between threads: many threads get the values of
/// one.
/// </summary>
public sealed class FineTunedTextRegressionTransformer : ITransformer
{
    private readonly SequenceStage _stage;

    internal FineTunedTextRegressionTransformer(IHostEnvironment environment, TextRegressor regressor, FineTuneTextRegressionOptions options)
    {
        (Regressor, Columns) = (regressor, options);
        _stage = new SequenceStage(
            environment.Register(nameof(FineTunedTextRegressionTransformer)), options, regressor.Predict, [RegressionTargets.Score(options.ScoreColumnName)]);
    }

    /// <summary>The name of the model that was fine-tuned.</summary>
    public string ModelName => Regressor.ModelName;

    /// <summary>The model card, in Markdown: where the model comes from, how it was trained, and how that went.</summary>
    public string ModelCard => Regressor.ModelCard;

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal TextRegressor Regressor { get; }

    internal FineTuneTextRegressionOptions Columns { get; }

    /// <summary>The schema of the output for an input of <paramref name="inputSchema"/>.</summary>
    /// <param name="inputSchema">A schema with the text columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A text column is missing or not of text.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _stage.GetOutputSchema(inputSchema);

    /// <summary>The input with the column added, lazily: numbers are predicted, many at once, when the column is read.</summary>
    /// <param name="input">Data with the text columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A text column is missing or not of text.</exception>
    public IDataView Transform(IDataView input) => _stage.Transform(input);

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => _stage.GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => FineTunedTextRegressionArchive.Save(this, ctx);
}
