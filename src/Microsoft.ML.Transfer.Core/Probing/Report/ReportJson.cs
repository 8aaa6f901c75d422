using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>The JSON of a report: an object that says which format it is, and the forms in which scores and numbers stand in all of them.</summary>
internal static class ReportJson
{
    // Names of any script are readable; the text is JSON, not a part of a page.
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>Writes a report.</summary>
    /// <param name="kind">What kind of report it is, such as <c>probe</c>.</param>
    /// <param name="content">Writes what it says.</param>
    public static string Write(string kind, Action<Utf8JsonWriter> content)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("format", $"mltransfer-{kind}-report");
            json.WriteNumber("version", 1);
            content(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    /// <summary>A number; null where there is none. JSON has no infinity, as the length of a code that cannot be sent would be.</summary>
    public static void WriteFinite(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    /// <summary>A score with its interval; null where there is none.</summary>
    public static void WriteScore(this Utf8JsonWriter json, string name, ProbeScore? score)
    {
        if (score is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteFinite("value", score.Value);
        json.WriteFinite("low", score.Low);
        json.WriteFinite("high", score.High);
        json.WriteEndObject();
    }

    /// <summary>A list of names.</summary>
    public static void WriteStrings(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    /// <summary>A list of objects.</summary>
    public static void WriteObjects<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>A row for each class, of how often it was taken for each.</summary>
    public static void WriteConfusion(this Utf8JsonWriter json, ConfusionCounts counts)
    {
        json.WriteStartArray("confusion");
        for (var label = 0; label < counts.Classes; label++)
        {
            json.WriteStartArray();
            for (var prediction = 0; prediction < counts.Classes; prediction++)
                json.WriteNumberValue(counts[label, prediction]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }
}
