using System.Globalization;

namespace Microsoft.ML.Transfer.Charts;

/// <summary>Breaks texts into lines that fit.</summary>
internal static class TextLines
{
    private const string Ellipsis = "…";

    /// <summary>Breaks a text at its blanks, and within a word that is longer than a line; what goes beyond the last line ends in an ellipsis.</summary>
    /// <param name="text">The text.</param>
    /// <param name="style">How it looks.</param>
    /// <param name="width">The width of a line, in pixels.</param>
    /// <param name="maximum">How many lines there may be.</param>
    public static IReadOnlyList<string> Wrap(string text, TextStyle style, double width, int maximum)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var joined = line.Length == 0 ? word : line + " " + word;
            if (style.WidthOf(joined) <= width)
            {
                line = joined;
                continue;
            }
            if (line.Length > 0)
                lines.Add(line);
            line = word;
            while (lines.Count <= maximum && style.WidthOf(line) > width)
            {
                var head = Head(line, style, width);
                lines.Add(head);
                line = line[head.Length..];
            }
        }
        if (line.Length > 0)
            lines.Add(line);
        if (lines.Count <= maximum)
            return lines;
        // There is more, so that the last line ends in an ellipsis even where what follows it at once would fit.
        lines[maximum - 1] = Cut(lines[maximum - 1] + " " + lines[maximum], style, width);
        return lines[..maximum];
    }

    /// <summary>A text that fits, with an ellipsis for what does not.</summary>
    public static string Shorten(string text, TextStyle style, double width) => style.WidthOf(text) <= width ? text : Cut(text, style, width);

    private static string Cut(string text, TextStyle style, double width)
    {
        var room = width - style.WidthOf(Ellipsis);
        return room <= 0 ? Ellipsis : Head(text, style, room).TrimEnd() + Ellipsis;
    }

    /// <summary>As many whole letters as fit, at least one.</summary>
    private static string Head(string text, TextStyle style, double width)
    {
        var length = 0;
        var used = 0d;
        while (length < text.Length)
        {
            var next = StringInfo.GetNextTextElementLength(text, length);
            used += style.WidthOf(text.Substring(length, next));
            if (length > 0 && used > width)
                break;
            length += next;
        }
        return text[..length];
    }
}
