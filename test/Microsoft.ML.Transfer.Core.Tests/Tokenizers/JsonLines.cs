using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Reads files with one JSON object a line.</summary>
internal static class JsonLines
{
    public static IReadOnlyList<JsonElement> Read(string path)
    {
        using var reader = new StreamReader(ParityFolder.OpenRead(path), Encoding.UTF8);
        var lines = new List<JsonElement>();
        while (reader.ReadLine() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            lines.Add(document.RootElement.Clone());
        }
        return lines;
    }

    /// <summary>The string as it stands, lone surrogates included, which <see cref="JsonElement.GetString"/> refuses.</summary>
    public static string RawString(JsonElement element)
    {
        var raw = element.GetRawText();
        if (!raw.Contains("\\ud", StringComparison.Ordinal))
            return element.GetString()!;
        var text = new StringBuilder();
        for (var i = 1; i < raw.Length - 1; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }
            i++;
            if (raw[i] == 'u')
            {
                text.Append((char)int.Parse(raw.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                text.Append(raw[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', var other => other });
            }
        }
        return text.ToString();
    }
}
