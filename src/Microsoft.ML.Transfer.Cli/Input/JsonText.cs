using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Cli.Input;

/// <summary>
/// Reads JSON values as text. Unlike <see cref="JsonElement.GetString"/> it takes escapes of lone surrogates, which JSON allows and broken
/// text really has.
/// </summary>
internal static class JsonText
{
    /// <summary>A string's text, null for null, any other value as it is written.</summary>
    public static string? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => Unescape(value.GetRawText()),
        _ => value.GetRawText(),
    };

    private static string Unescape(string raw)
    {
        var quoted = raw.AsSpan(1, raw.Length - 2);
        if (!quoted.Contains('\\'))
            return quoted.ToString();
        var text = new StringBuilder(quoted.Length);
        for (var i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] != '\\')
            {
                text.Append(quoted[i]);
                continue;
            }
            i++;
            if (quoted[i] == 'u')
            {
                text.Append((char)ushort.Parse(quoted.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                text.Append(Character(quoted[i]));
            }
        }
        return text.ToString();
    }

    // The parser has accepted the value, so no other escape can occur.
    private static char Character(char escape) => escape switch
    {
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => escape,
    };
}
