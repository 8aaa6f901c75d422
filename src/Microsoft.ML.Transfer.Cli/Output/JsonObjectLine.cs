using System.Text;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Cli.Output;

/// <summary>A JSON object in a line.</summary>
internal static class JsonObjectLine
{
    /// <param name="writeMembers">Writes the members of the object.</param>
    public static string Of(Action<Utf8JsonWriter> writeMembers)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonLinesWriter.Options))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }
}
