using System.Text.Json;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>Of several labels any number, for a text or a pair of texts.</summary>
internal sealed class MultiLabelTask : WholeTextTask<string[]>
{
    private const char Separator = ';';

    public override string Name => "multi-label-classification";

    protected override string[] Unlabelled => [];

    public override (ITransformer Model, string Card) Fit(MLContext ml, IDataView training, IDataView? validation, TuningOptions options)
    {
        var keys = ml.Transforms.Conversion.MapValueToKey(LabelColumn).Fit(training);
        var trainer = ml.MulticlassClassification.Trainers.FineTuneMultiLabelClassification(options.In(WithColumns(new FineTuneMultiLabelClassificationOptions(), training)));
        var tuned = trainer.Fit(keys.Transform(training), validation is null ? null : keys.Transform(validation));
        var known = tuned.Transform(keys.Transform(training));
        return (keys.Append(tuned).Append(ml.Transforms.Conversion.MapKeyToValue(nameof(Prediction.PredictedLabel)).Fit(known)), tuned.ModelCard);
    }

    public override void WriteMetrics(MLContext ml, IDataView examples, IDataView predicted, Utf8JsonWriter json)
    {
        var metrics = ml.MulticlassClassification.EvaluateMultiLabel(predicted);
        json.WriteNumber("rows", examples.GetColumn<string>(TextColumn).Count());
        json.WriteNumber("micro_f1", metrics.MicroF1);
        json.WriteNumber("macro_f1", metrics.MacroF1);
        json.WriteNumber("subset_accuracy", metrics.SubsetAccuracy);
        json.WriteNumber("hamming_loss", metrics.HammingLoss);
    }

    protected override string[] Parse(string? value, string place) => (value ?? "").Split(Separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    protected override IEnumerable<Action<Utf8JsonWriter>> Answers(MLContext ml, IDataView predicted) =>
        ml.Data.CreateEnumerable<Prediction>(predicted, reuseRowObject: false).Select(row => (Action<Utf8JsonWriter>)(json =>
        {
            json.WriteStartArray("labels");
            foreach (var label in row.PredictedLabel)
                json.WriteStringValue(label);
            json.WriteEndArray();
        }));

    protected override bool Takes(DataViewSchema input) => input.GetColumnOrNull(TextColumn) is not null && input.GetColumnOrNull(LabelColumn)?.Type is VectorDataViewType { ItemType: TextDataViewType };

    private sealed class Prediction
    {
        public string[] PredictedLabel { get; set; } = [];
    }
}
