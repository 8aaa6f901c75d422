using System.Text.Encodings.Web;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Cli.Output;

/// <summary>JSON lines (.jsonl): <c>{"text":"…","embedding":[…]}</c>.</summary>
internal sealed class JsonLinesWriter(Stream stream) : IVectorWriter
{
    /// <summary>Leaves every character that JSON allows as it is: the output is a file, not part of a web page.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Write(IReadOnlyList<string?> texts, ReadOnlySpan<float> vectors)
    {
        var dimension = vectors.Length / Math.Max(texts.Count, 1);
        using var json = new Utf8JsonWriter(stream, Options);
        for (var i = 0; i < texts.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("text", texts[i]);
            json.WriteStartArray("embedding");
            foreach (var value in vectors.Slice(i * dimension, dimension))
                json.WriteNumberValue(value);
            json.WriteEndArray();
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            stream.WriteByte((byte)'\n');
        }
    }

    public void Complete() => stream.Flush();
}
