using System.Globalization;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>
/// Column descriptions as text, "Name:R4:0,3-5": a type, and fields or ranges of fields ("2-*" to the end, "2-**" to the end of each
/// row, "2~7" without the fields of other columns). A key is "U4[10]".
/// </summary>
internal static class TextColumnSyntax
{
    private static readonly (string Name, DataKind Kind)[] Kinds =
    [
        ("I1", DataKind.SByte), ("U1", DataKind.Byte), ("I2", DataKind.Int16), ("U2", DataKind.UInt16), ("I4", DataKind.Int32),
        ("U4", DataKind.UInt32), ("I8", DataKind.Int64), ("U8", DataKind.UInt64), ("R4", DataKind.Single), ("R8", DataKind.Double),
        ("TX", DataKind.String), ("BL", DataKind.Boolean), ("TS", DataKind.TimeSpan), ("DT", DataKind.DateTime), ("DZ", DataKind.DateTimeOffset),
        ("Num", DataKind.Single), ("TXT", DataKind.String), ("Text", DataKind.String), ("Bool", DataKind.Boolean),
    ];

    public static TextLoader.Column Parse(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length is not (2 or 3) || string.IsNullOrWhiteSpace(parts[0]))
            return null;
        var column = new TextLoader.Column { Name = parts[0] };
        if (parts.Length == 3 && !TryParseType(parts[1], column))
            return null;
        column.Source = Array.ConvertAll(parts[^1].Split(','), ParseRange);
        return Array.Exists(column.Source, range => range == null) ? null : column;
    }

    public static string Format(TextLoader.Column column)
    {
        var text = new StringBuilder(column.Name).Append(':').Append(Array.Find(Kinds, kind => kind.Kind == column.DataKind).Name);
        if (column.KeyCount != null)
            text.Append(CultureInfo.InvariantCulture, $"[{column.KeyCount.Count}]");
        return text.Append(':').AppendJoin(',', column.Source.Select(FormatRange)).ToString();
    }

    private static bool TryParseType(string text, TextLoader.Column column)
    {
        int bracket = text.IndexOf('[', StringComparison.Ordinal);
        if (bracket >= 0)
        {
            if (!text.EndsWith(']') || !TryParseKeyCount(text[(bracket + 1)..^1], out column.KeyCount))
                return false;
            text = text[..bracket];
            if (text.Length == 0)
                return true;
        }

        int found = Array.FindIndex(Kinds, kind => string.Equals(kind.Name, text, StringComparison.OrdinalIgnoreCase));
        if (found >= 0)
            column.DataKind = Kinds[found].Kind;
        return found >= 0;
    }

    // "10", or the old "0-9".
    private static bool TryParseKeyCount(string text, out KeyCount count)
    {
        count = new KeyCount();
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash >= 0)
        {
            if (text[..dash] is not "0")
                return false;
            text = text[(dash + 1)..];
        }

        if (text is "" or "*")
            return true;
        if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value))
            return false;
        count.Count = dash < 0 ? value : value + 1;
        return count.Count > 0;
    }

    private static TextLoader.Range ParseRange(string text)
    {
        int dash = text.AsSpan().IndexOfAny('-', '~');
        if (dash < 0)
            return TryParseIndex(text, out int index) ? new TextLoader.Range { Min = index, Max = index } : null;
        var range = new TextLoader.Range { AllOther = text[dash] == '~', ForceVector = true };
        if (dash == 0 ? !range.AllOther : !TryParseIndex(text[..dash], out range.Min))
            return null;
        string rest = text[(dash + 1)..];
        range.AutoEnd = rest is "" or "*";
        range.VariableEnd = rest is "**";
        if (range.AutoEnd || range.VariableEnd)
            return range;
        if (!TryParseIndex(rest, out int max))
            return null;
        range.Max = max;
        return range;
    }

    private static string FormatRange(TextLoader.Range range)
    {
        char dash = range.AllOther ? '~' : '-';
        string end = range.Max is int max ? (max != range.Min || range.ForceVector || range.AllOther ? $"{dash}{max}" : "")
            : range.AutoEnd ? $"{dash}*"
            : range.VariableEnd ? $"{dash}**"
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"{range.Min}{end}");
    }

    private static bool TryParseIndex(string text, out int index)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index);
}
