using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Splits at a string or a regular expression.</summary>
internal sealed class SplitPreTokenizer(IWritablePattern pattern, SplitBehavior behavior, bool invert) : IPreTokenizer
{
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
