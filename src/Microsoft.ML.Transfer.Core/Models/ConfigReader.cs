using System.Text.Json;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Models;

/// <summary>Reads the members of a <c>config.json</c>, with errors that name the member, what it holds and what it should hold.</summary>
/// <param name="root">The object.</param>
/// <param name="source">The file, for messages.</param>
internal sealed class ConfigReader(JsonElement root, string source)
{
    private static readonly Dictionary<string, Activation> ActivationNames = new(StringComparer.Ordinal)
    {
        ["gelu"] = Activation.Gelu,
        ["gelu_new"] = Activation.GeluTanh,
        ["gelu_pytorch_tanh"] = Activation.GeluTanh,
        ["relu"] = Activation.Relu,
        ["silu"] = Activation.Silu,
        ["swish"] = Activation.Silu,
        ["tanh"] = Activation.Tanh,
    };

    /// <summary>The name under which an activation is read back.</summary>
    public static string NameOf(Activation activation) => ActivationNames.First(pair => pair.Value == activation).Key;

    /// <summary>A whole number of at least 1.</summary>
    public int Count(string name, int? fallback = null)
    {
        if (!Find(name, out var value))
            return fallback ?? throw Missing(name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0
            ? number
            : throw Wrong(name, value, "a whole number of at least 1");
    }

    /// <summary>A number above 0.</summary>
    public float Positive(string name, float fallback)
    {
        if (!Find(name, out var value))
            return fallback;
        return value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out var number) && number > 0 && float.IsFinite(number)
            ? number
            : throw Wrong(name, value, "a number above 0");
    }

    /// <summary>The name of an activation.</summary>
    public Activation ActivationOf(string name, string fallback)
    {
        var text = Text(name, fallback);
        return ActivationNames.TryGetValue(text, out var activation)
            ? activation
            : throw new InvalidDataException($"{source}: '{name}' is '{text}'; supported are {string.Join(", ", ActivationNames.Keys)}.");
    }

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

    /// <summary>Refuses a switch that asks for arithmetic this library does not have.</summary>
    public void Forbid(string name)
    {
        if (Find(name, out var value) && value.ValueKind != JsonValueKind.False)
            throw Wrong(name, value, "false: this library has no support for it");
    }

    /// <summary>An error about a combination of members.</summary>
    public InvalidDataException Error(string message) => new($"{source}: {message}");

    private bool Find(string name, out JsonElement value) => root.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private InvalidDataException Missing(string name) => new($"{source}: '{name}' is missing.");

    private InvalidDataException Wrong(string name, JsonElement value, string expected) =>
        new($"{source}: '{name}' is {Shorten(value.GetRawText())}; expected {expected}.");

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
