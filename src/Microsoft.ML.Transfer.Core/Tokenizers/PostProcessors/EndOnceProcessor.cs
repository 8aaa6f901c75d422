using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Ends every text with a token, unless it ends with it already. Type ids are 0. Not in other programs' tokenizer.json.</summary>
internal sealed class EndOnceProcessor(string token, int id) : IPostProcessor
{
    public const string Type = "EndOnce";

    public static EndOnceProcessor Read(ComponentJson json) => new(json.String("token"), json.Integer("id"));

    public int AddedTokens(bool pair) => pair ? 2 : 1;

    public List<EncodingBuilder> Process(List<EncodingBuilder> encodings, bool addSpecialTokens)
    {
        var result = new List<EncodingBuilder>();
        foreach (var encoding in encodings)
        {
            encoding.Update(slot => slot with { TypeId = 0 });
            result.Add(encoding);
            if (addSpecialTokens && (encoding.Count == 0 || encoding.Slots[^1].Id != id))
                result.Add(EncodingBuilder.OfSpecial(id, token, 0));
        }
        return result;
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", Type);
        json.WriteString("token", token);
        json.WriteNumber("id", id);
        json.WriteEndObject();
    }
}
