using System.Text;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Replaces what a pattern matches within each token.</summary>
internal sealed class ReplaceDecoder(IWritablePattern pattern, string content) : IDecoder
{
    public static ReplaceDecoder Read(ComponentJson json) => new(PatternJson.Read(json, "pattern"), json.String("content"));

    public void Decode(List<string> tokens)
    {
        var matches = new List<Match>();
        var text = new StringBuilder();
        for (var i = 0; i < tokens.Count; i++)
        {
            matches.Clear();
            text.Clear();
            pattern.FindMatches(tokens[i], matches);
            foreach (var match in matches)
                text.Append(match.IsMatch ? content : tokens[i].AsSpan(match.Start, match.Length));
            tokens[i] = text.ToString();
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "Replace");
        json.WritePropertyName("pattern");
        pattern.Write(json);
        json.WriteString("content", content);
        json.WriteEndObject();
    }
}
