using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Truncation and padding as tokenizer.json states them.</summary>
internal static class LengthOptionsJson
{
    public static TruncationOptions ReadTruncation(ComponentJson json)
    {
        var options = new TruncationOptions(json.Integer("max_length"))
        {
            Stride = json.Integer("stride", 0),
            Strategy = OneOf<TruncationStrategy>(json, "strategy"),
            Side = OneOf<TextSide>(json, "direction"),
        };
        json.RejectOthers();
        return options;
    }

    public static PaddingOptions ReadPadding(ComponentJson json)
    {
        var options = new PaddingOptions(json.Integer("pad_id", 0), json.String("pad_token", "[PAD]"))
        {
            Length = ReadLength(json),
            MultipleOf = json.OptionalInteger("pad_to_multiple_of"),
            PadTypeId = json.Integer("pad_type_id", 0),
            Side = OneOf<TextSide>(json, "direction"),
        };
        json.RejectOthers();
        return options;
    }

    public static void Write(Utf8JsonWriter json, TruncationOptions? options)
    {
        if (options is null)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        json.WriteString("direction", options.Side.ToString());
        json.WriteNumber("max_length", options.MaximumLength);
        json.WriteString("strategy", options.Strategy.ToString());
        json.WriteNumber("stride", options.Stride);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, PaddingOptions? options)
    {
        if (options is null)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        if (options.Length is { } length)
        {
            json.WriteStartObject("strategy");
            json.WriteNumber("Fixed", length);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("strategy", "BatchLongest");
        }
        json.WriteString("direction", options.Side.ToString());
        if (options.MultipleOf is { } multiple)
            json.WriteNumber("pad_to_multiple_of", multiple);
        else
            json.WriteNull("pad_to_multiple_of");
        json.WriteNumber("pad_id", options.PadId);
        json.WriteNumber("pad_type_id", options.PadTypeId);
        json.WriteString("pad_token", options.PadToken);
        json.WriteEndObject();
    }

    /// <summary>A member that names an enumeration's value; absent means its first.</summary>
    public static T OneOf<T>(ComponentJson json, string member)
        where T : struct, Enum
    {
        if (json.OptionalString(member) is not { } name)
            return default;
        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(value.ToString(), name, StringComparison.Ordinal))
                return value;
        }
        throw json.Error($"has the unknown {member} '{name}'; supported are {string.Join(", ", Enum.GetNames<T>())}");
    }

    private static int? ReadLength(ComponentJson json)
    {
        if (json.Raw("strategy") is not { ValueKind: JsonValueKind.Object })
        {
            return json.OptionalString("strategy") is null or "BatchLongest" ? null
                : throw json.Error("has an unknown strategy; supported are BatchLongest and Fixed");
        }
        var strategy = json.Object("strategy");
        var length = strategy.Integer("Fixed");
        strategy.RejectOthers();
        return length;
    }
}
