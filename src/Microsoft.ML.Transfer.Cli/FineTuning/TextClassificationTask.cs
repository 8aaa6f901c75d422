using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.Transfer.Cli.Comparison;
using Microsoft.ML.Transfer.Cli.Input;

namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>The class of a text, or of a pair of texts.</summary>
internal sealed class TextClassificationTask : TuningTask
{
    private const string LabelColumn = nameof(ClassifiedPair.Label);

    public override string Name => "text-classification";

    public override IDataView Read(MLContext ml, string path, TuningColumns columns) => columns.Pair is null
        ? ml.Data.LoadFromEnumerable(LabelledData.Load(path, columns.Text, columns.Label).Rows)
        : ml.Data.LoadFromEnumerable(InputFile.Read(path, table => ReadPairs(table, columns, requiresLabel: true)));

    public override IDataView ReadUnlabelled(MLContext ml, InputTable table, TuningColumns columns)
    {
        if (columns.Pair is not null)
            return ml.Data.LoadFromEnumerable(ReadPairs(table, columns, requiresLabel: false));
        var index = table.Columns.Length == 0 ? 0 : table.IndexOfText(columns.Text);
        return ml.Data.LoadFromEnumerable(table.Rows.Select(row => new LabelledText { Text = row.Values[index] ?? "" }).ToList());
    }

    public override (ITransformer Model, string Card) Fit(MLContext ml, IDataView training, IDataView? validation, TuningOptions options)
    {
        var keys = ml.Transforms.Conversion.MapValueToKey(LabelColumn).Fit(training);
        var trainer = ml.MulticlassClassification.Trainers.FineTuneTextClassification(options.In(new FineTuneTextClassificationOptions
        {
            Sentence1ColumnName = nameof(ClassifiedPair.Text),
            Sentence2ColumnName = training.Schema.GetColumnOrNull(nameof(ClassifiedPair.Pair))?.Name,
        }));
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

    public override IEnumerable<Action<Utf8JsonWriter>> Predictions(MLContext ml, IDataView predicted)
    {
        var hasPair = predicted.Schema.GetColumnOrNull(nameof(ClassifiedPair.Pair)) is not null;
        var pairs = hasPair ? predicted.GetColumn<string>(nameof(ClassifiedPair.Pair)) : [];
        foreach (var (row, pair) in ml.Data.CreateEnumerable<ClassifiedPrediction>(predicted, reuseRowObject: false).Zip(hasPair ? pairs : Enumerable.Repeat("", int.MaxValue)))
        {
            yield return json =>
            {
                json.WriteString("text", row.Text);
                if (hasPair)
                    json.WriteString("pair", pair);
                json.WriteString("label", row.PredictedLabel);
                json.WriteNumber("score", row.Score.Max());
            };
        }
    }

    protected override bool Takes(DataViewSchema input) =>
        input.GetColumnOrNull(nameof(ClassifiedPair.Text)) is not null && input.GetColumnOrNull(LabelColumn)?.Type is TextDataViewType;

    private static List<ClassifiedPair> ReadPairs(InputTable table, TuningColumns columns, bool requiresLabel)
    {
        if (table.Columns.Length == 0)
            throw new BadInputException($"{table.Name} has no rows.");
        var (text, pair) = (table.IndexOfText(columns.Text), table.IndexOf(columns.Pair!, "--pair-col"));
        var label = requiresLabel ? table.IndexOf(columns.Label ?? LabelColumn, "--label-col") : -1;
        var rows = new List<ClassifiedPair>();
        foreach (var row in table.Rows)
        {
            if (label >= 0 && string.IsNullOrWhiteSpace(row.Values[label]))
                throw new BadInputException($"{table.Name}, line {row.Line}: the label (column '{table.Columns[label]}') is missing.");
            rows.Add(new ClassifiedPair { Text = row.Values[text] ?? "", Pair = row.Values[pair] ?? "", Label = label < 0 ? "" : row.Values[label]! });
        }
        return rows;
    }

    private sealed class ClassifiedPrediction
    {
        public string Text { get; set; } = "";

        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
