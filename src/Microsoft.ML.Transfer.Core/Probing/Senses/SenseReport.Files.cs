using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
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
    public string ToTsv()
    {
        var text = new StringBuilder("word\tmodel\tlayer\t").AppendJoin('\t', Columns.Select(column => column.Name)).Append('\n');
        foreach (var layer in Layers)
        {
            text.Append(Field(Word)).Append('\t').Append(Field(Model)).Append('\t').Append(layer.Layer.ToString(CultureInfo.InvariantCulture)).Append('\t');
            text.AppendJoin('\t', Columns.Select(column => column.Value(this, layer)?.ToString(CultureInfo.InvariantCulture) ?? "")).Append('\n');
        }
        return text.ToString();

        static string Field(string text) => text.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ');
    }

    /// <summary>The whole report, the points of the pictures included, as JSON: names in snake case, shares from 0 to 1.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        // Senses of any script are readable; the text is JSON, not a part of a page.
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("format", "mltransfer-sense-report");
            json.WriteNumber("version", 1);
            json.WriteString("word", Word);
            json.WriteString("model", Model);
            json.WriteStartArray("senses");
            foreach (var sense in Senses)
                json.WriteStringValue(sense);
            json.WriteEndArray();
            json.WriteNumber("training_contexts", TrainingContexts);
            json.WriteNumber("test_contexts", TestContexts);
            json.WriteNumber("shared_contexts", SharedContexts);
            json.WriteStartArray("layers");
            foreach (var layer in Layers)
                Write(json, layer);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length)) + "\n";
    }

    private void Write(Utf8JsonWriter json, SenseLayer layer)
    {
        json.WriteStartObject();
        json.WriteNumber("layer", layer.Layer);
        foreach (var (name, value) in Columns)
        {
            json.WritePropertyName(name);
            // A ratio to no distance at all is no number.
            if (value(this, layer) is { } number && double.IsFinite(number))
                json.WriteNumberValue(number);
            else
                json.WriteNullValue();
        }
        json.WriteStartArray("confusion");
        for (var sense = 0; sense < Senses.Count; sense++)
        {
            json.WriteStartArray();
            for (var taken = 0; taken < Senses.Count; taken++)
                json.WriteNumberValue(layer.NearestNeighbour[sense, taken]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
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
        json.WriteEndObject();
    }
}
