using System.Collections.Immutable;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The added tokens of a tokenizer, with what finds them in raw and in normalised text.</summary>
internal sealed class AddedVocabulary
{
    private readonly Dictionary<string, AddedToken> _byContent = new(StringComparer.Ordinal);
    private readonly Dictionary<int, AddedToken> _byId = [];
    private readonly HashSet<string> _special = new(StringComparer.Ordinal);

    public AddedVocabulary(ImmutableArray<AddedToken> tokens, INormalizer? normalizer)
    {
        Tokens = tokens;
        foreach (var token in tokens)
        {
            if (token.Content.Length == 0)
                continue;
            _byContent[token.Content] = token;
            _byId[token.Id] = token;
            if (token.Special)
                _special.Add(token.Content);
        }
        var ordered = _byContent.Values.OrderByDescending(token => token.Special).ToArray();
        Raw = Matcher(ordered.Where(token => !token.Normalized).Select(token => (token.Content, token)));
        Normalized = Matcher(ordered.Where(token => token.Normalized).Select(token => (Normalize(token.Content, normalizer), token)));
    }

    public ImmutableArray<AddedToken> Tokens { get; }

    /// <summary>Finds the tokens that are searched in the text as given; null where there are none.</summary>
    public AddedTokenMatcher? Raw { get; }

    /// <summary>Finds the tokens that are searched in the normalised text; null where there are none.</summary>
    public AddedTokenMatcher? Normalized { get; }

    public int HighestId => _byId.Count == 0 ? -1 : _byId.Keys.Max();

    public AddedToken? Find(string content) => _byContent.GetValueOrDefault(content);

    public AddedToken? Find(int id) => _byId.GetValueOrDefault(id);

    public bool IsSpecial(string content) => _special.Contains(content);

    public static AddedToken Read(ComponentJson json)
    {
        var token = new AddedToken(json.String("content"), json.Integer("id"))
        {
            SingleWord = json.Boolean("single_word", false),
            StripLeft = json.Boolean("lstrip", false),
            StripRight = json.Boolean("rstrip", false),
            Normalized = json.Boolean("normalized", true),
            Special = json.Boolean("special", false),
        };
        json.RejectOthers();
        return token;
    }

    public static void Write(Utf8JsonWriter json, AddedToken token)
    {
        json.WriteStartObject();
        json.WriteNumber("id", token.Id);
        json.WriteString("content", token.Content);
        json.WriteBoolean("single_word", token.SingleWord);
        json.WriteBoolean("lstrip", token.StripLeft);
        json.WriteBoolean("rstrip", token.StripRight);
        json.WriteBoolean("normalized", token.Normalized);
        json.WriteBoolean("special", token.Special);
        json.WriteEndObject();
    }

    private static AddedTokenMatcher? Matcher(IEnumerable<(string Pattern, AddedToken Token)> tokens)
    {
        var list = tokens.ToList();
        return list.Count == 0 ? null : new AddedTokenMatcher(list);
    }

    private static string Normalize(string content, INormalizer? normalizer)
    {
        if (normalizer is null)
            return content;
        using var source = Workspace.RentText();
        using var result = Workspace.RentText();
        source.Text.Load(content);
        normalizer.Normalize(source.Text.Slice(0, source.Text.Length, 0), result.Text);
        return result.Text.Chars.ToString();
    }
}
