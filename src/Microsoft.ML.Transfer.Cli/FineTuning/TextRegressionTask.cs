using System.Globalization;
using System.Text.Json;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>A number for a text, or for a pair of texts how alike they are.</summary>
internal sealed class TextRegressionTask : WholeTextTask<float>
{
    public override string Name => "text-regression";

    protected override float Unlabelled => float.NaN;

    public override (ITransformer Model, string Card) Fit(MLContext ml, IDataView training, IDataView? validation, TuningOptions options)
    {
        var tuned = ml.Regression.Trainers.FineTuneTextRegression(options.In(WithColumns(new FineTuneTextRegressionOptions(), training))).Fit(training, validation);
        return (tuned, tuned.ModelCard);
    }

    public override void WriteMetrics(MLContext ml, IDataView examples, IDataView predicted, Utf8JsonWriter json)
    {
        var metrics = ml.Regression.EvaluateSimilarity(predicted);
        json.WriteNumber("rows", predicted.GetColumn<float>(LabelColumn).Count());
        json.WriteNumber("pearson", metrics.Pearson);
        json.WriteNumber("spearman", metrics.Spearman);
        json.WriteNumber("rmse", metrics.RootMeanSquaredError);
    }

    protected override float Parse(string? value, string place) =>
        float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number)
            ? number
            : throw new BadInputException($"{place}: '{value}' is no number.");

    protected override IEnumerable<Action<Utf8JsonWriter>> Answers(MLContext ml, IDataView predicted) =>
        predicted.GetColumn<float>(ScoreColumn).Select(score => (Action<Utf8JsonWriter>)(json => json.WriteNumber("score", score)));

    protected override bool Takes(DataViewSchema input) => input.GetColumnOrNull(TextColumn) is not null && input.GetColumnOrNull(LabelColumn)?.Type == NumberDataViewType.Single;
}
