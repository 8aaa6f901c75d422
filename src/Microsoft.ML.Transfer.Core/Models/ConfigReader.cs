using System.Text.Json;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Models;

/// <summary>Reads the members of a <c>config.json</c>, with errors that name the member, what it holds and what it should hold.</summary>
/// <param name="root">The object.</param>
/// <param name="source">The file, for messages.</param>
internal sealed class ConfigReader(JsonElement root, string source)
{
    // Far above every published model, and low enough that sums and small multiples stay whole numbers of 32 bits.
    private const int Largest = 1 << 28;

    private static readonly Dictionary<string, Activation> ActivationNames = new(StringComparer.Ordinal)
    {
        ["gelu"] = Activation.Gelu,
        ["gelu_new"] = Activation.GeluTanh,
        ["gelu_pytorch_tanh"] = Activation.GeluTanh,
        ["gelu_fast"] = Activation.GeluTanh,
        ["gelu_python"] = Activation.Gelu,
        ["relu"] = Activation.Relu,
        ["silu"] = Activation.Silu,
        ["swish"] = Activation.Silu,
        ["tanh"] = Activation.Tanh,
        ["quick_gelu"] = Activation.QuickGelu,
    };

    /// <summary>The name under which an activation is read back.</summary>
    public static string NameOf(Activation activation) => ActivationNames.First(pair => pair.Value == activation).Key;

    /// <summary>A whole number of at least 1.</summary>
    public int Count(string name, int? fallback = null)
    {
        if (!Find(name, out var value))
            return fallback ?? throw Missing(name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number is > 0 and <= Largest
            ? number
            : throw Wrong(name, value, $"a whole number from 1 to {Largest}");
    }

    /// <summary>A whole number of at least 0.</summary>
    public int CountOrZero(string name, int fallback)
    {
        if (!Find(name, out var value))
            return fallback;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number is >= 0 and <= Largest
            ? number
            : throw Wrong(name, value, $"a whole number from 0 to {Largest}");
    }

    /// <summary>A whole number, of which anything below 1 means "not set", as -1 often does.</summary>
    public int? CountIfSet(string name)
    {
        if (!Find(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number <= Largest
            ? number > 0 ? number : null
            : throw Wrong(name, value, $"a whole number up to {Largest}");
    }

    /// <summary>true or false.</summary>
    public bool Flag(string name, bool fallback)
    {
        if (!Find(name, out var value))
            return fallback;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(name, value, "true or false");
    }

    /// <summary>An object, or null where there is none.</summary>
    public ConfigReader? Object(string name)
    {
        if (!Find(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.Object ? new ConfigReader(value, $"{source}, '{name}'") : throw Wrong(name, value, "an object");
    }

    /// <summary>A list of strings; empty where there is none.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (!Find(name, out var value))
            return [];
        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : throw Wrong(name, value, "a list of strings");
    }

    /// <summary>A list of strings, or one string that joins them by <c>|</c>; empty where there is none.</summary>
    public IReadOnlyList<string> TextsOrJoined(string name) =>
        Find(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : Texts(name);

    /// <summary>The number of classes of a classifier: those that <c>id2label</c> names, <c>num_labels</c>, or 2.</summary>
    public int LabelCount()
    {
        if (!Find("id2label", out var value))
            return Count("num_labels", 2);
        return value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any() ? value.EnumerateObject().Count() : throw Wrong("id2label", value, "an object that names each class");
    }

    /// <summary>A number above 0.</summary>
    public float Positive(string name, float? fallback = null)
    {
        if (!Find(name, out var value))
            return fallback ?? throw Missing(name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out var number) && number > 0 && float.IsFinite(number)
            ? number
            : throw Wrong(name, value, "a number above 0");
    }

    /// <summary>Whether the file has the member at all, be it null.</summary>
    public bool Has(string name) => root.TryGetProperty(name, out _);

    /// <summary>An activation by its name.</summary>
    public Activation ActivationOf(string name, string fallback) => ActivationNamed(name, Text(name, fallback));

    /// <summary>An activation whose name is a part of a member's value.</summary>
    public Activation ActivationNamed(string name, string text) => ActivationNames.TryGetValue(text, out var activation)
        ? activation
        : throw new InvalidDataException($"{source}: '{name}' is '{text}'; supported are {string.Join(", ", ActivationNames.Keys)}.");

    /// <summary>A string.</summary>
    public string Text(string name, string? fallback = null)
    {
        if (!Find(name, out var value))
            return fallback ?? throw Missing(name);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(name, value, "a string");
    }

    /// <summary>Refuses a member whose value this library has no arithmetic for.</summary>
    public void Require(string name, string fallback, params string[] supported)
    {
        var text = Text(name, fallback);
        if (!supported.Contains(text, StringComparer.Ordinal))
            throw new InvalidDataException($"{source}: '{name}' is '{text}'; supported: {string.Join(", ", supported)}.");
    }

    /// <summary>Refuses a member that is there at all.</summary>
    public void ForbidPresent(string name)
    {
        if (Find(name, out var value))
            throw Wrong(name, value, "nothing: this library has no support for it");
    }

    /// <summary>Refuses a switch that, turned off, asks for arithmetic this library does not have.</summary>
    public void RequireTrue(string name)
    {
        if (Find(name, out var value) && value.ValueKind != JsonValueKind.True)
            throw Wrong(name, value, "true: this library has no support for anything else");
    }

    /// <summary>Refuses a switch that asks for arithmetic this library does not have.</summary>
    public void Forbid(string name)
    {
        if (Find(name, out var value) && value.ValueKind != JsonValueKind.False)
            throw Wrong(name, value, "false: this library has no support for it");
    }

    /// <summary>Refuses heads that do not divide the hidden states, or are too large.</summary>
    public void CheckHeads(EncoderConfig config, string hiddenName, string headsName)
    {
        if (config.Attention.HeadSize is null && config.HiddenSize % config.HeadCount != 0)
            throw Error($"'{hiddenName}' {config.HiddenSize} is no multiple of '{headsName}' {config.HeadCount}.");
        if ((long)config.HeadSize * config.HeadCount > Largest)
            throw Error($"'{headsName}' {config.HeadCount} heads of {config.HeadSize} are more than {Largest} together.");
    }

    /// <summary>An error about a combination of members.</summary>
    public InvalidDataException Error(string message) => new($"{source}: {message}");

    private bool Find(string name, out JsonElement value) => root.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private InvalidDataException Missing(string name) => new($"{source}: '{name}' is missing.");

    private InvalidDataException Wrong(string name, JsonElement value, string expected) =>
        new($"{source}: '{name}' is {Shorten(value.GetRawText())}; expected {expected}.");

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
