using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>What stands between occurrences of one character.</summary>
internal sealed class DelimiterPreTokenizer(string delimiter) : IPreTokenizer
{
    private readonly StringPattern _pattern = new(delimiter);

    public static DelimiterPreTokenizer Read(ComponentJson json) => new(json.String("delimiter"));

    public void PreTokenize(PieceList pieces) => pieces.Split(_pattern, SplitBehavior.Removed);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "CharDelimiterSplit");
        json.WriteString("delimiter", delimiter);
        json.WriteEndObject();
    }
}
