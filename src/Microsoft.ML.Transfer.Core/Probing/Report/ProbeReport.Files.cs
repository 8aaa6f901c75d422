using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Probing;

/// <content>The forms for other programs.</content>
public sealed partial record ProbeReport
{
    private static readonly (string Name, Func<ProbeReport, ProbeResult, double?> Value)[] TsvColumns =
    [
        ("accuracy", (_, result) => result.Accuracy.Value), ("accuracy_low", (_, result) => result.Accuracy.Low), ("accuracy_high", (_, result) => result.Accuracy.High),
        ("macro_f1", (_, result) => result.Confusion.MacroF1),
        ("cross_entropy_bits", (_, result) => result.CrossEntropy),
        ("test", (_, result) => result.Test?.Value), ("test_low", (_, result) => result.Test?.Low), ("test_high", (_, result) => result.Test?.High),
        ("control", (_, result) => result.Control?.Value), ("control_low", (_, result) => result.Control?.Low), ("control_high", (_, result) => result.Control?.High),
        ("selectivity", (_, result) => result.Selectivity?.Value), ("selectivity_low", (_, result) => result.Selectivity?.Low), ("selectivity_high", (_, result) => result.Selectivity?.High),
        ("random_encoder", (_, result) => result.RandomEncoder?.Value), ("random_encoder_low", (_, result) => result.RandomEncoder?.Low), ("random_encoder_high", (_, result) => result.RandomEncoder?.High),
        ("mdl_bits", (_, result) => result.DescriptionLength?.Bits), ("mdl_uniform_bits", (_, result) => result.DescriptionLength?.UniformBits), ("mdl_compression", (_, result) => result.DescriptionLength?.Compression),
        ("majority", (report, _) => report.Baselines.Majority.Value), ("word_type", (report, _) => report.Baselines.WordType?.Value),
    ];

    /// <summary>
    /// A table of tab-separated values with a header and a line for each layer: task, model, layer, then shares from 0 to 1 and lengths in bits, with all their digits; what was not
    /// measured is empty. Tables of several reports can be put together.
    /// </summary>
    public string ToTsv()
    {
        var text = new StringBuilder("task\tmodel\tlayer\t").AppendJoin('\t', TsvColumns.Select(column => column.Name)).Append('\n');
        foreach (var result in Results)
        {
            text.Append(Field(Task)).Append('\t').Append(Field(Model)).Append('\t').Append(result.Layer.ToString(CultureInfo.InvariantCulture)).Append('\t');
            text.AppendJoin('\t', TsvColumns.Select(column => column.Value(this, result)?.ToString(CultureInfo.InvariantCulture) ?? "")).Append('\n');
        }
        return text.ToString();

        static string Field(string text) => text.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ');
    }

    /// <summary>The whole report, confusions included, as JSON: names in snake case, shares from 0 to 1, what was not measured as null.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        // Labels of any script are readable; the text is JSON, not a part of a page.
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("format", "mltransfer-probe-report");
            json.WriteNumber("version", 1);
            json.WriteString("task", Task);
            json.WriteString("model", Model);
            json.WriteString("probe", Probe);
            json.WriteNumber("rows", Rows);
            json.WriteNumber("groups", Groups);
            json.WriteNumber("folds", Folds);
            json.WriteNumber("test_rows", TestRows);
            json.WriteNumber("seed", Seed);
            json.WriteStartArray("labels");
            foreach (var label in Labels)
                json.WriteStringValue(label);
            json.WriteEndArray();
            json.WriteStartObject("baselines");
            WriteScore(json, "majority", Baselines.Majority);
            WriteScore(json, "word_type", Baselines.WordType);
            json.WriteEndObject();
            json.WriteStartArray("layers");
            foreach (var result in Results)
                WriteLayer(json, result);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    /// <summary>Writes the report into a file, in the form that its name asks for.</summary>
    /// <param name="path">A file named <c>.html</c>, <c>.tsv</c> or <c>.json</c>; one that is there is replaced.</param>
    /// <exception cref="ArgumentException">The name ends otherwise.</exception>
    /// <exception cref="InvalidOperationException">No layer was probed, which leaves nothing to draw.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var text = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".HTML" or ".HTM" => ToPage().ToDocument(),
            ".TSV" => ToTsv(),
            ".JSON" => ToJson(),
            _ => throw new ArgumentException($"\"{path}\" does not say which form the report is to have; its name should end in .html, .tsv or .json.", nameof(path)),
        };
        File.WriteAllText(path, text);
    }

    private static void WriteLayer(Utf8JsonWriter json, ProbeResult result)
    {
        json.WriteStartObject();
        json.WriteNumber("layer", result.Layer);
        WriteScore(json, "accuracy", result.Accuracy);
        json.WriteNumber("macro_f1", result.Confusion.MacroF1);
        WriteNumber(json, "cross_entropy_bits", result.CrossEntropy);
        WriteScore(json, "test", result.Test);
        WriteScore(json, "control", result.Control);
        WriteScore(json, "selectivity", result.Selectivity);
        WriteScore(json, "random_encoder", result.RandomEncoder);
        if (result.DescriptionLength is { } length)
        {
            json.WriteStartObject("description_length");
            WriteNumber(json, "bits", length.Bits);
            WriteNumber(json, "uniform_bits", length.UniformBits);
            WriteNumber(json, "compression", length.Compression);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("description_length");
        }
        json.WriteStartArray("confusion");
        for (var label = 0; label < result.Confusion.Classes; label++)
        {
            json.WriteStartArray();
            for (var prediction = 0; prediction < result.Confusion.Classes; prediction++)
                json.WriteNumberValue(result.Confusion[label, prediction]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteScore(Utf8JsonWriter json, string name, ProbeScore? score)
    {
        if (score is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        WriteNumber(json, "value", score.Value);
        WriteNumber(json, "low", score.Low);
        WriteNumber(json, "high", score.High);
        json.WriteEndObject();
    }

    // JSON has no infinity, as the length of a code that cannot be sent would be.
    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
