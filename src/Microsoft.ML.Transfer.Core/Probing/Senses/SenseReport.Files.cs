using System.Text.Json;

namespace Microsoft.ML.Transfer.Probing;

/// <content>The forms for other programs.</content>
public sealed partial record SenseReport
{
    private static readonly (string Name, Func<SenseReport, SenseLayer, double?> Value)[] Columns =
    [
        ("accuracy", (_, layer) => layer.Accuracy.Value), ("accuracy_low", (_, layer) => layer.Accuracy.Low), ("accuracy_high", (_, layer) => layer.Accuracy.High),
        ("macro_f1", (_, layer) => layer.MacroF1.Value), ("macro_f1_low", (_, layer) => layer.MacroF1.Low), ("macro_f1_high", (_, layer) => layer.MacroF1.High),
        ("centroid_accuracy", (_, layer) => layer.CentroidAccuracy.Value), ("centroid_macro_f1", (_, layer) => layer.NearestCentroid.MacroF1),
        ("random_encoder_accuracy", (_, layer) => layer.RandomEncoder?.Accuracy), ("random_encoder_macro_f1", (_, layer) => layer.RandomEncoder?.MacroF1),
        ("between", (_, layer) => layer.Separation.Between), ("within", (_, layer) => layer.Separation.Within), ("ratio", (_, layer) => layer.Separation.Ratio),
        ("first_share", (_, layer) => layer.FirstShare), ("second_share", (_, layer) => layer.SecondShare),
        ("majority", (report, _) => report.Majority.Accuracy), ("majority_macro_f1", (report, _) => report.Majority.MacroF1),
    ];

    /// <summary>
    /// A table of tab-separated values with a header and a line for each layer: word, model, layer, then shares from 0 to 1 and cosine distances, with all their digits; what was not measured is empty. Tables of several reports can be
    /// put together.
    /// </summary>
    public override string ToTsv()
    {
        var table = new ReportTsv(["word", "model", "layer", .. Columns.Select(column => column.Name)]);
        foreach (var layer in Layers)
            table.Add([Word, Model, layer.Layer, .. Columns.Select(column => column.Value(this, layer))]);
        return table.ToString();
    }

    /// <summary>The whole report, the points of the pictures included, as JSON: names in snake case, shares from 0 to 1.</summary>
    public override string ToJson() => ReportJson.Write("sense", json =>
    {
        json.WriteString("word", Word);
        json.WriteString("model", Model);
        json.WriteStrings("senses", Senses);
        json.WriteNumber("training_contexts", TrainingContexts);
        json.WriteNumber("test_contexts", TestContexts);
        json.WriteNumber("shared_contexts", SharedContexts);
        json.WriteObjects("layers", Layers, layer => Write(json, layer));
    });

    private void Write(Utf8JsonWriter json, SenseLayer layer)
    {
        json.WriteNumber("layer", layer.Layer);
        foreach (var (name, value) in Columns)
            json.WriteFinite(name, value(this, layer));
        json.WriteConfusion(layer.NearestNeighbour);
        json.WriteStartArray("points");
        foreach (var point in layer.Points)
        {
            json.WriteStartArray();
            json.WriteNumberValue(point.First);
            json.WriteNumberValue(point.Second);
            json.WriteNumberValue(point.Sense);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }
}
