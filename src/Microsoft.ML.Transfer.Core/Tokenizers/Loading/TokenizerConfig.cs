using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// What tokenizer_config.json, special_tokens_map.json, added_tokens.json and config.json say. Unlike tokenizer.json these hold settings of
/// every kind of tokenizer and program, so members that are not asked for are passed over.
/// </summary>
internal sealed class TokenizerConfig
{
    // The files say "no limit" by a huge number.
    private const double LargestLength = 1_000_000_000;

    private readonly List<JsonElement> _sources = [];

    private TokenizerConfig(string folder) => Folder = folder;

    public string Folder { get; }

    public string? TokenizerClass => String("tokenizer_class") ?? null;

    public string? ModelType { get; private set; }

    public int? ModelMaxLength =>
        Find("model_max_length") is { ValueKind: JsonValueKind.Number } value && value.GetDouble() is > 0 and <= LargestLength and var length ? (int)length : null;

    public string? PadToken => Token("pad_token");

    /// <summary>Tokens that the files state with their ids and flags.</summary>
    public ImmutableArray<AddedToken> AddedTokens { get; private set; } = [];

    public static TokenizerConfig Read(string folder)
    {
        var config = new TokenizerConfig(folder);
        foreach (var name in new[] { "tokenizer_config.json", "special_tokens_map.json" })
        {
            if (TryParse(folder, name) is { } root)
                config._sources.Add(root);
        }
        config.AddedTokens = config.ReadAdded(folder);
        if (TryParse(folder, "config.json") is { } model && model.TryGetProperty("model_type", out var type) && type.ValueKind == JsonValueKind.String)
            config.ModelType = type.GetString();
        return config;
    }

    public bool? Boolean(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => null,
    };

    public string? String(string name) => Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public int? Integer(string name) => Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    public IEnumerable<string> Strings(string name) => Find(name) is { ValueKind: JsonValueKind.Array } list
        ? list.EnumerateArray().Select(TokenText).OfType<string>()
        : [];

    /// <summary>The text of a special token, which stands there as a string or as an object with flags.</summary>
    public string? Token(string name) => Find(name) is { } value ? TokenText(value) : null;

    /// <summary>The flags of a special token, where they are stated.</summary>
    public AddedToken? TokenWithFlags(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Object } value && TokenText(value) is { } content ? WithFlags(content, -1, value) : null;

    private JsonElement? Find(string name)
    {
        foreach (var source in _sources)
        {
            if (source.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
                return value;
        }
        return null;
    }

    private ImmutableArray<AddedToken> ReadAdded(string folder)
    {
        var tokens = new Dictionary<int, AddedToken>();
        if (TryParse(folder, "added_tokens.json") is { } map)
        {
            foreach (var member in map.EnumerateObject())
            {
                if (member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var id) && id >= 0)
                    tokens[id] = new AddedToken(member.Name, id) { Normalized = true };
            }
        }
        if (Find("added_tokens_decoder") is { ValueKind: JsonValueKind.Object } decoder)
        {
            foreach (var member in decoder.EnumerateObject())
            {
                if (int.TryParse(member.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && TokenText(member.Value) is { } content)
                    tokens[id] = WithFlags(content, id, member.Value);
            }
        }
        return [.. tokens.Values.OrderBy(token => token.Id)];
    }

    private static AddedToken WithFlags(string content, int id, JsonElement flags)
    {
        return new AddedToken(content, id)
        {
            SingleWord = Flag("single_word"),
            StripLeft = Flag("lstrip"),
            StripRight = Flag("rstrip"),
            Normalized = Flag("normalized"),
            Special = Flag("special"),
        };
        bool Flag(string name) => flags.ValueKind == JsonValueKind.Object && flags.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
    }

    private static string? TokenText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Object when value.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String => content.GetString(),
        _ => null,
    };

    private static JsonElement? TryParse(string folder, string name)
    {
        if (TokenizerFolder.TryReadFile(folder, name) is not { } file)
            return null;
        using var document = BoundedJson.Parse(file.Bytes, file.Path, JsonLimits.Large);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.Clone()
            : throw new InvalidDataException($"{file.Path} must hold a JSON object.");
    }
}
