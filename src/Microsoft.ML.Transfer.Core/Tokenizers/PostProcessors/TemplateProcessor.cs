using System.Collections.Immutable;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Texts and special tokens in the order of a template, one for a single text and one for a pair.</summary>
internal sealed class TemplateProcessor : IPostProcessor
{
    private readonly ImmutableArray<TemplatePiece> _single;
    private readonly ImmutableArray<TemplatePiece> _pair;
    private readonly ImmutableSortedDictionary<string, SpecialToken> _special;

    public TemplateProcessor(ImmutableArray<TemplatePiece> single, ImmutableArray<TemplatePiece> pair, IEnumerable<SpecialToken> special)
    {
        _single = single;
        _pair = pair;
        _special = special.ToImmutableSortedDictionary(token => token.Name, token => token, StringComparer.Ordinal);
        foreach (var piece in single.Concat(pair))
        {
            if (piece.SpecialToken is { } name && !_special.ContainsKey(name))
                throw new InvalidDataException($"The template names the special token '{name}', which is not among its special_tokens ({string.Join(", ", _special.Keys)}).");
        }
        if (single.Any(piece => piece.Sequence == 1))
            throw new InvalidDataException("The template for a single text names the second text B.");
    }

    public static TemplateProcessor Read(ComponentJson json)
    {
        var special = json.Members("special_tokens").Select(ReadSpecial).ToArray();
        return new TemplateProcessor(ReadPieces(json, "single"), ReadPieces(json, "pair"), special);
    }

    public int AddedTokens(bool pair) =>
        (pair ? _pair : _single).Sum(piece => piece.SpecialToken is { } name ? _special[name].Ids.Length : 0);

    public List<EncodingBuilder> Process(List<EncodingBuilder> encodings, bool addSpecialTokens)
    {
        var result = new List<EncodingBuilder>();
        foreach (var piece in encodings.Count > 1 ? _pair : _single)
        {
            if (piece.SpecialToken is null)
            {
                var encoding = encodings[piece.Sequence].Copy();
                encoding.Update(slot => slot with { TypeId = piece.TypeId, SequenceId = piece.Sequence });
                result.Add(encoding);
            }
            else if (addSpecialTokens)
            {
                var special = _special[piece.SpecialToken];
                for (var i = 0; i < special.Ids.Length; i++)
                    result.Add(EncodingBuilder.OfSpecial(special.Ids[i], special.Tokens[i], piece.TypeId));
            }
        }
        return result;
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "TemplateProcessing");
        WritePieces(json, "single", _single);
        WritePieces(json, "pair", _pair);
        json.WriteStartObject("special_tokens");
        foreach (var (name, token) in _special)
        {
            json.WriteStartObject(name);
            json.WriteString("id", name);
            json.WriteStartArray("ids");
            foreach (var id in token.Ids)
                json.WriteNumberValue(id);
            json.WriteEndArray();
            json.WriteStartArray("tokens");
            foreach (var text in token.Tokens)
                json.WriteStringValue(text);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static SpecialToken ReadSpecial(ComponentJson json)
    {
        var token = new SpecialToken(json.String("id"), [.. json.Integers("ids")], [.. json.Strings("tokens")]);
        if (token.Ids.Length != token.Tokens.Length)
            throw json.Error($"has {token.Ids.Length} ids and {token.Tokens.Length} tokens, which must be as many");
        json.RejectOthers();
        return token;
    }

    private static ImmutableArray<TemplatePiece> ReadPieces(ComponentJson json, string member)
    {
        var pieces = ImmutableArray.CreateBuilder<TemplatePiece>();
        foreach (var piece in json.Objects(member))
        {
            if (piece.OptionalObject("Sequence") is { } sequence)
            {
                var name = sequence.String("id");
                pieces.Add(new TemplatePiece(null, name switch
                {
                    "A" => 0,
                    "B" => 1,
                    _ => throw sequence.Error($"names the text '{name}'; texts are A and B"),
                }, sequence.Integer("type_id", 0)));
                sequence.RejectOthers();
            }
            else
            {
                var special = piece.Object("SpecialToken");
                pieces.Add(new TemplatePiece(special.String("id"), -1, special.Integer("type_id", 0)));
                special.RejectOthers();
            }
            piece.RejectOthers();
        }
        return pieces.ToImmutable();
    }

    private static void WritePieces(Utf8JsonWriter json, string member, ImmutableArray<TemplatePiece> pieces)
    {
        json.WriteStartArray(member);
        foreach (var piece in pieces)
        {
            json.WriteStartObject();
            json.WriteStartObject(piece.SpecialToken is null ? "Sequence" : "SpecialToken");
            json.WriteString("id", piece.SpecialToken ?? (piece.Sequence == 0 ? "A" : "B"));
            json.WriteNumber("type_id", piece.TypeId);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>A special token by name, or text 0 (A) or 1 (B).</summary>
    internal sealed record TemplatePiece(string? SpecialToken, int Sequence, int TypeId)
    {
        public static TemplatePiece Special(string name, int typeId) => new(name, -1, typeId);

        public static TemplatePiece Text(int sequence, int typeId) => new(null, sequence, typeId);
    }

    internal sealed record SpecialToken(string Name, ImmutableArray<int> Ids, ImmutableArray<string> Tokens);
}
