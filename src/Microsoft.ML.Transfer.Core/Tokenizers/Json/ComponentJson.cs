using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// An object of a tokenizer's JSON files, read strictly: errors name the file and the path, and a member that nobody asked for is an error.
/// </summary>
internal sealed class ComponentJson
{
    private readonly JsonElement _element;
    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);

    public ComponentJson(JsonElement element, string path)
    {
        _element = element;
        Path = path;
        if (element.ValueKind != JsonValueKind.Object)
            throw Error($"is {Describe(element.ValueKind)}, but must be an object");
    }

    /// <summary>The file and the place in it, for messages.</summary>
    public string Path { get; }

    public InvalidDataException Error(string problem) => new($"{Path} {problem}.");

    /// <summary>Whether the member is there and not null.</summary>
    public bool Has(string name) => TryGet(name, out _);

    public string String(string name) => OptionalString(name) ?? throw Missing(name);

    public string String(string name, string fallback) => OptionalString(name) ?? fallback;

    public string? OptionalString(string name) =>
        !TryGet(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Error(name, value, "a string");

    public bool Boolean(string name, bool fallback) => OptionalBoolean(name) ?? fallback;

    public bool? OptionalBoolean(string name) =>
        !TryGet(name, out var value) ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Error(name, value, "true or false");

    public int Integer(string name) => OptionalInteger(name) ?? throw Missing(name);

    public int Integer(string name, int fallback) => OptionalInteger(name) ?? fallback;

    public int? OptionalInteger(string name) =>
        !TryGet(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 ? number
        : throw Error(name, value, $"a whole number from 0 to {int.MaxValue}");

    public double? OptionalNumber(string name) =>
        !TryGet(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number
        : throw Error(name, value, "a number");

    public ComponentJson Object(string name) => OptionalObject(name) ?? throw Missing(name);

    public ComponentJson? OptionalObject(string name) => TryGet(name, out var value) ? new ComponentJson(value, $"{Path}.{name}") : null;

    public IEnumerable<ComponentJson> Objects(string name) =>
        Array(name).Select((item, index) => new ComponentJson(item, FormattableString.Invariant($"{Path}.{name}[{index}]")));

    /// <summary>The members of an object member, each an object of its own.</summary>
    public IEnumerable<ComponentJson> Members(string name)
    {
        Object(name);
        return _element.GetProperty(name).EnumerateObject().Select(member => new ComponentJson(member.Value, $"{Path}.{name}.{member.Name}"));
    }

    public IEnumerable<int> Integers(string name) => Array(name).Select(item =>
        item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var number) && number >= 0 ? number : throw Error(name, item, "a list of whole numbers"));

    public IEnumerable<string> Strings(string name) => Array(name).Select(item =>
        item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Error(name, item, "a list of strings"));

    /// <summary>A member that is an object of tokens and their ids.</summary>
    public Vocabulary Vocabulary(string name)
    {
        Object(name);
        return VocabularyFiles.FromJson(_element.GetProperty(name), $"{Path}.{name}");
    }

    /// <summary>A member as it is; null where it is absent or null.</summary>
    public JsonElement? Raw(string name) => TryGet(name, out var value) ? value : null;

    public IEnumerable<JsonElement> Array(string name)
    {
        if (!TryGet(name, out var value))
            throw Missing(name);
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Error(name, value, "a list");
    }

    /// <summary>Notes a member as known without using it.</summary>
    public void Ignore(string name) => _known.Add(name);

    /// <summary>Refuses members that were not asked for.</summary>
    public void RejectOthers()
    {
        foreach (var member in _element.EnumerateObject())
        {
            if (!_known.Contains(member.Name))
                throw Error($"has an unknown member '{member.Name}'; known are {string.Join(", ", _known)}");
        }
    }

    private bool TryGet(string name, out JsonElement value)
    {
        _known.Add(name);
        return _element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    private InvalidDataException Missing(string name) => Error($"lacks the member '{name}'");

    private InvalidDataException Error(string name, JsonElement value, string expected) =>
        Error($"has {Describe(value.ValueKind)} as '{name}', but it must be {expected}");

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number out of range or not whole",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };
}
