using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Patterns as tokenizer.json has them: {"String": ...} or {"Regex": ...}.</summary>
internal static class PatternJson
{
    public static IWritablePattern Read(ComponentJson json, string member)
    {
        if (json.Raw(member) is { ValueKind: JsonValueKind.String } plain)
            return new StringPattern(plain.GetString()!);
        var pattern = json.Object(member);
        var literal = pattern.OptionalString("String");
        var expression = pattern.OptionalString("Regex");
        pattern.RejectOthers();
        if ((literal is null) == (expression is null))
            throw pattern.Error("must have either a member 'String' or a member 'Regex'");
        try
        {
            return literal is not null ? new StringPattern(literal) : new RegexPattern(expression!);
        }
        catch (FormatException exception)
        {
            throw pattern.Error($"cannot be used: {exception.Message.TrimEnd('.')}");
        }
    }

    public static void Write(Utf8JsonWriter json, string kind, string value)
    {
        json.WriteStartObject();
        json.WriteString(kind, value);
        json.WriteEndObject();
    }
}
