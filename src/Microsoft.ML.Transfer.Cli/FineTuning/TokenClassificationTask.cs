using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.Transfer.Cli.Input;

namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>The class of each word: parts of speech, named entities.</summary>
internal sealed class TokenClassificationTask : PredictingTask
{
    private const string WordsColumn = nameof(TaggedSentence.Words);
    private const string LabelColumn = nameof(TaggedSentence.Label);

    public override string Name => "token-classification";

    public override IDataView Read(MLContext ml, string path, TuningColumns columns) =>
        ml.Data.LoadFromEnumerable(TaggedSentences.Read(path, columns.Text, columns.Label).ConvertAll(sentence => new TaggedSentence { Words = sentence.Words, Label = sentence.Tags }));

    public override IDataView ReadUnlabelled(MLContext ml, InputTable table, TuningColumns columns)
    {
        var text = table.Columns.Length == 0 ? 0 : table.IndexOfText(columns.Text);
        return ml.Data.LoadFromEnumerable(table.Rows.Select(row => new TaggedSentence { Words = TaggedSentences.Split(row.Values[text]) }).ToList());
    }

    public override (ITransformer Model, string Card) Fit(MLContext ml, IDataView training, IDataView? validation, TuningOptions options)
    {
        var keys = ml.Transforms.Conversion.MapValueToKey(LabelColumn).Fit(training);
        var trainer = ml.MulticlassClassification.Trainers.FineTuneTokenClassification(options.In(new FineTuneTokenClassificationOptions { WordsColumnName = WordsColumn }));
        var tuned = trainer.Fit(keys.Transform(training), validation is null ? null : keys.Transform(validation));
        var known = tuned.Transform(keys.Transform(training));
        return (keys.Append(tuned).Append(ml.Transforms.Conversion.MapKeyToValue(nameof(Prediction.PredictedLabel)).Fit(known)), tuned.ModelCard);
    }

    public override void WriteMetrics(MLContext ml, IDataView examples, IDataView predicted, Utf8JsonWriter json)
    {
        var metrics = ml.MulticlassClassification.EvaluateTokenClassification(predicted);
        json.WriteNumber("words", metrics.Words);
        json.WriteNumber("accuracy", metrics.Accuracy);
        if (!metrics.HasEntities)
            return;
        json.WriteNumber("entity_precision", metrics.Precision);
        json.WriteNumber("entity_recall", metrics.Recall);
        json.WriteNumber("entity_f1", metrics.F1);
    }

    public override IEnumerable<Action<Utf8JsonWriter>> Predictions(MLContext ml, IDataView predicted) =>
        ml.Data.CreateEnumerable<Prediction>(predicted, reuseRowObject: false).Select(row => (Action<Utf8JsonWriter>)(json =>
        {
            Write(json, "words", row.Words);
            Write(json, "labels", row.PredictedLabel);
        }));

    protected override bool Takes(DataViewSchema input) => input.GetColumnOrNull(WordsColumn)?.Type is VectorDataViewType;

    private static void Write(Utf8JsonWriter json, string name, string[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private sealed class TaggedSentence
    {
        public string[] Words { get; set; } = [];

        public string[] Label { get; set; } = [];
    }

    private sealed class Prediction
    {
        public string[] Words { get; set; } = [];

        public string[] PredictedLabel { get; set; } = [];
    }
}
