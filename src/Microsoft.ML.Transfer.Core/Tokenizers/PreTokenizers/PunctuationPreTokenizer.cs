using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Splits at punctuation.</summary>
internal sealed class PunctuationPreTokenizer(SplitBehavior behavior) : IPreTokenizer
{
    public static PunctuationPreTokenizer Read(ComponentJson json) =>
        new(json.Has("behavior") ? LengthOptionsJson.OneOf<SplitBehavior>(json, "behavior") : SplitBehavior.Isolated);

    public void PreTokenize(PieceList pieces) => pieces.Split(CodePointPattern.Punctuation, behavior);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "Punctuation");
        json.WriteString("behavior", behavior.ToString());
        json.WriteEndObject();
    }
}
