using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

internal static class JsonWriting
{
    /// <summary>Writes a component that has no settings.</summary>
    public static void WriteTypeOnly(this Utf8JsonWriter json, string type)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteEndObject();
    }
}
