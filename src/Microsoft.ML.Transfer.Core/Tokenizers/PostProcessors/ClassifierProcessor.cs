using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// The fixed frames of BERT ([CLS] A [SEP] B [SEP], type ids 0 and 1) and RoBERTa (&lt;s&gt; A &lt;/s&gt;&lt;/s&gt; B &lt;/s&gt;, type ids 0).
/// </summary>
internal sealed class ClassifierProcessor : IPostProcessor
{
    private readonly (string Token, int Id) _begin;
    private readonly (string Token, int Id) _end;
    private readonly bool _isRoberta;
    private readonly bool _trimOffsets;
    private readonly bool _addPrefixSpace;

    private ClassifierProcessor((string Token, int Id) begin, (string Token, int Id) end, bool isRoberta, bool trimOffsets, bool addPrefixSpace)
    {
        _begin = begin;
        _end = end;
        _isRoberta = isRoberta;
        _trimOffsets = trimOffsets;
        _addPrefixSpace = addPrefixSpace;
    }

    public static ClassifierProcessor Bert((string Token, int Id) begin, (string Token, int Id) end) => new(begin, end, false, false, false);

    public static ClassifierProcessor Roberta((string Token, int Id) begin, (string Token, int Id) end, bool trimOffsets, bool addPrefixSpace) =>
        new(begin, end, true, trimOffsets, addPrefixSpace);

    public static ClassifierProcessor ReadBert(ComponentJson json) => Bert(Token(json, "cls"), Token(json, "sep"));

    public static ClassifierProcessor ReadRoberta(ComponentJson json) => Roberta(
        Token(json, "cls"), Token(json, "sep"), json.Boolean("trim_offsets", true), json.Boolean("add_prefix_space", true));

    public int AddedTokens(bool pair) => !pair ? 2 : _isRoberta ? 4 : 3;

    public List<EncodingBuilder> Process(List<EncodingBuilder> encodings, bool addSpecialTokens)
    {
        var result = new List<EncodingBuilder>();
        for (var i = 0; i < encodings.Count; i++)
        {
            var encoding = encodings[i];
            var typeId = _isRoberta ? 0 : i;
            if (_trimOffsets)
                OffsetTrimming.Trim(encoding, _addPrefixSpace);
            encoding.Update(slot => slot with { TypeId = typeId });
            if (addSpecialTokens && (i == 0 || _isRoberta))
                result.Add(Special(i == 0 ? _begin : _end, typeId));
            result.Add(encoding);
            if (addSpecialTokens)
                result.Add(Special(_end, typeId));
        }
        return result;
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", _isRoberta ? "RobertaProcessing" : "BertProcessing");
        Write(json, "sep", _end);
        Write(json, "cls", _begin);
        if (_isRoberta)
        {
            json.WriteBoolean("trim_offsets", _trimOffsets);
            json.WriteBoolean("add_prefix_space", _addPrefixSpace);
        }
        json.WriteEndObject();
    }

    private static EncodingBuilder Special((string Token, int Id) token, int typeId) => EncodingBuilder.OfSpecial(token.Id, token.Token, typeId);

    private static void Write(Utf8JsonWriter json, string member, (string Token, int Id) token)
    {
        json.WriteStartArray(member);
        json.WriteStringValue(token.Token);
        json.WriteNumberValue(token.Id);
        json.WriteEndArray();
    }

    private static (string Token, int Id) Token(ComponentJson json, string member)
    {
        var pair = json.Array(member).ToArray();
        return pair.Length == 2 && pair[0].ValueKind == JsonValueKind.String && pair[1].ValueKind == JsonValueKind.Number && pair[1].TryGetInt32(out var id) && id >= 0
            ? (pair[0].GetString()!, id)
            : throw json.Error($"has as '{member}' no list of a token and its id");
    }
}
