using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Turns the mark at the end of words into a space, and drops it from the last.</summary>
internal sealed class BytePairDecoder(string suffix) : IDecoder
{
    public static BytePairDecoder Read(ComponentJson json) => new(json.String("suffix", "</w>"));

    public void Decode(List<string> tokens)
    {
        for (var i = 0; i < tokens.Count && suffix.Length > 0; i++)
            tokens[i] = tokens[i].Replace(suffix, i == tokens.Count - 1 ? string.Empty : " ", StringComparison.Ordinal);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "BPEDecoder");
        json.WriteString("suffix", suffix);
        json.WriteEndObject();
    }
}
