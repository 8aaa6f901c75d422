using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.Transfer.Cli.Comparison;

namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>The class of a text, or of a pair of texts.</summary>
internal sealed class TextClassificationTask : WholeTextTask<string>
{
    public override string Name => "text-classification";

    protected override string Unlabelled => "";

    public override IDataView Read(MLContext ml, string path, TuningColumns columns) => columns.Pair is null
        ? ml.Data.LoadFromEnumerable(LabelledData.Load(path, columns.Text, columns.Label).Rows)
        : base.Read(ml, path, columns);

    public override (ITransformer Model, string Card) Fit(MLContext ml, IDataView training, IDataView? validation, TuningOptions options)
    {
        var keys = ml.Transforms.Conversion.MapValueToKey(LabelColumn).Fit(training);
        var trainer = ml.MulticlassClassification.Trainers.FineTuneTextClassification(options.In(WithColumns(new FineTuneTextClassificationOptions(), training)));
        var tuned = trainer.Fit(keys.Transform(training), validation is null ? null : keys.Transform(validation));
        var known = tuned.Transform(keys.Transform(training));
        return (keys.Append(tuned).Append(ml.Transforms.Conversion.MapKeyToValue(TextPrediction.LabelColumn).Fit(known)), tuned.ModelCard);
    }

    public override void WriteMetrics(MLContext ml, IDataView examples, IDataView predicted, Utf8JsonWriter json)
    {
        string[] actual = [.. examples.GetColumn<string>(LabelColumn)];
        string[] labels = [.. predicted.GetColumn<string>(TextPrediction.LabelColumn)];
        // The classes are those of the data and those that are predicted.
        var numbers = actual.Concat(labels).Distinct(StringComparer.Ordinal).Index().ToDictionary(c => c.Item, c => c.Index, StringComparer.Ordinal);
        var counts = new ConfusionCounts(numbers.Count);
        foreach (var (label, prediction) in actual.Zip(labels))
            counts.Add(numbers[label], numbers[prediction], rows: 1);
        json.WriteNumber("rows", actual.Length);
        json.WriteNumber("accuracy", counts.Accuracy);
        json.WriteNumber("macro_f1", counts.MacroF1);
    }

    protected override string Parse(string? value, string place) =>
        string.IsNullOrWhiteSpace(value) ? throw new BadInputException($"{place}: the label is missing.") : value;

    protected override IEnumerable<Action<Utf8JsonWriter>> Answers(MLContext ml, IDataView predicted) =>
        ml.Data.CreateEnumerable<TextPrediction>(predicted, reuseRowObject: false).Select(row => (Action<Utf8JsonWriter>)(json =>
        {
            json.WriteString("label", row.PredictedLabel);
            json.WriteNumber("score", row.Highest);
        }));

    protected override bool Takes(DataViewSchema input) => input.GetColumnOrNull(TextColumn) is not null && input.GetColumnOrNull(LabelColumn)?.Type is TextDataViewType;
}
