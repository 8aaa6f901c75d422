using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Connectionist temporal classification: repeated tokens count once, padding goes, the word delimiter becomes a space.</summary>
internal sealed class CtcDecoder(string padToken, string wordDelimiter, bool cleanUp) : IDecoder
{
    public static CtcDecoder Read(ComponentJson json) => new(
        json.String("pad_token", "<pad>"), json.String("word_delimiter_token", "|"), json.Boolean("cleanup", true));

    public void Decode(List<string> tokens)
    {
        var result = new List<string>(tokens.Count);
        for (var i = 0; i < tokens.Count; i++)
        {
            if (i > 0 && string.Equals(tokens[i], tokens[i - 1], StringComparison.Ordinal))
                continue;
            var text = Without(tokens[i], padToken, string.Empty);
            if (cleanUp)
                text = Without(WordPieceDecoder.CleanUp(text), wordDelimiter, " ");
            if (text.Length > 0)
                result.Add(text);
        }
        tokens.Clear();
        tokens.AddRange(result);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "CTC");
        json.WriteString("pad_token", padToken);
        json.WriteString("word_delimiter_token", wordDelimiter);
        json.WriteBoolean("cleanup", cleanUp);
        json.WriteEndObject();
    }

    private static string Without(string text, string found, string replacement) =>
        found.Length == 0 ? text : text.Replace(found, replacement, StringComparison.Ordinal);
}
