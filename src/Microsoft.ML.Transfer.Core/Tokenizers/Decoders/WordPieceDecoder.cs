using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Glues continuing pieces to their word, sets a space before every other token, and may tidy up English punctuation.</summary>
internal sealed class WordPieceDecoder(string prefix, bool cleanUp) : IDecoder
{
    private static readonly (string Found, string Replacement)[] CleanUps =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"),
        (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    public static WordPieceDecoder Read(ComponentJson json) => new(json.String("prefix", "##"), json.Boolean("cleanup", true));

    /// <summary>Removes the spaces that tokenization leaves before punctuation and contractions.</summary>
    public static string CleanUp(string text)
    {
        foreach (var (found, replacement) in CleanUps)
            text = text.Replace(found, replacement, StringComparison.Ordinal);
        return text;
    }

    public void Decode(List<string> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (i > 0)
                token = token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..] : " " + token;
            tokens[i] = cleanUp ? CleanUp(token) : token;
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "WordPiece");
        json.WriteString("prefix", prefix);
        json.WriteBoolean("cleanup", cleanUp);
        json.WriteEndObject();
    }
}
