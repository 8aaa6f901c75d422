using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Takes up to a number of characters off the ends of each token.</summary>
internal sealed class StripDecoder(string content, int atStart, int atEnd) : IDecoder
{
    public static StripDecoder Read(ComponentJson json)
    {
        var content = json.String("content");
        return content.Length == 1 ? new StripDecoder(content, json.Integer("start", 0), json.Integer("stop", 0))
            : throw json.Error($"has the content '{content}', which must be one character");
    }

    public void Decode(List<string> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            var (start, end) = (0, token.Length);
            while (start < end && start < atStart && token[start] == content[0])
                start++;
            while (end > start && token.Length - end < atEnd && token[end - 1] == content[0])
                end--;
            tokens[i] = token[start..end];
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "Strip");
        json.WriteString("content", content);
        json.WriteNumber("start", atStart);
        json.WriteNumber("stop", atEnd);
        json.WriteEndObject();
    }
}
