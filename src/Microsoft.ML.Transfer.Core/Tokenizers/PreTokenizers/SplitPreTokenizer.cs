using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Splits at a string or a regular expression.</summary>
internal sealed class SplitPreTokenizer(IWritablePattern pattern, SplitBehavior behavior, bool invert) : IPreTokenizer
{
    /// <summary>The regular expression, where its matches and what is between them all become pieces; otherwise null.</summary>
    public string? IsolatedRegex => behavior == SplitBehavior.Isolated && pattern is RegexPattern regex ? regex.Pattern : null;

    public static SplitPreTokenizer Read(ComponentJson json)
    {
        var pattern = PatternJson.Read(json, "pattern");
        if (!json.Has("behavior"))
            throw json.Error("lacks the member 'behavior'");
        return new SplitPreTokenizer(pattern, LengthOptionsJson.OneOf<SplitBehavior>(json, "behavior"), json.Boolean("invert", false));
    }

    public void PreTokenize(PieceList pieces) => pieces.Split(pattern, behavior, invert);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "Split");
        json.WritePropertyName("pattern");
        pattern.Write(json);
        json.WriteString("behavior", behavior.ToString());
        json.WriteBoolean("invert", invert);
        json.WriteEndObject();
    }
}
