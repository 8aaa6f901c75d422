using System.Text;

namespace Microsoft.ML.Data;

/// <summary>A line of text and its number in its file.</summary>
internal readonly record struct TextLine(string Path, long Number, string Text);

/// <summary>
/// The lines of some files that hold data. Empty lines and lines that start with "//" are left out, and lines that start with "#"
/// before the first line of a file.
/// </summary>
internal static class LineReader
{
    public static IEnumerable<TextLine> Read(IMultiStreamSource files, TextFormat format, bool skipHeader)
    {
        for (int i = 0; i < files.Count; i++)
        {
            using var reader = files.OpenTextReader(i);
            string path = files.GetPathOrNull(i);
            var multiline = format.Multiline ? new MultilineReader(reader, format) : null;
            bool started = false;
            for (long number = 1; ; number++)
            {
                string text = multiline != null ? multiline.ReadLine(number - 1, !started) : reader.ReadLine();
                if (text == null)
                    break;
                if (text.Length == 0 || text.StartsWith("//", StringComparison.Ordinal) || (!started && text[0] == '#'))
                    continue;
                if (started || !skipHeader)
                    yield return new TextLine(path, number, text);
                started = true;
            }
        }
    }

    /// <summary>Joins lines as long as a quoted field is open.</summary>
    private sealed class MultilineReader(TextReader reader, TextFormat format)
    {
        private readonly bool _spaceSeparates = format.Separators.Contains(' ');
        private readonly StringBuilder _joined = new();

        public string ReadLine(long number, bool hashIsComment)
        {
            string line = reader.ReadLine();
            if (string.IsNullOrEmpty(line) || line.StartsWith("//", StringComparison.Ordinal) || (hashIsComment && line[0] == '#'))
                return line;
            if (!EndsInQuotes(line, startsInQuotes: false))
                return line;

            _joined.Clear().Append(line);
            do
            {
                line = reader.ReadLine() ?? throw new EndOfStreamException($"A quoted field opened on line {number} was never closed, "
                    + "and we've read to the last line in the file without finding the closing quote");
                _joined.Append('\n').Append(line);
            }
            while (EndsInQuotes(line, startsInQuotes: true));
            return _joined.ToString();
        }

        private bool EndsInQuotes(string line, bool startsInQuotes)
        {
            if (line.Length == 0)
                return startsInQuotes;
            int at = 0;
            bool open = FieldStaysOpen(line, ref at, startsInQuotes, out _);
            while (at < line.Length)
            {
                open = FieldStaysOpen(line, ref at, startsInQuotes: false, out bool error);
                if (error)
                    return false;
                while (at < line.Length && IsSeparator(line[at]))
                    at++;
            }

            return open;
        }

        private bool FieldStaysOpen(string line, ref int at, bool startsInQuotes, out bool error)
        {
            error = false;
            if (!startsInQuotes)
                SkipSpaces(line, ref at);
            if (at >= line.Length)
                return startsInQuotes;
            if (!startsInQuotes && line[at] != '"')
            {
                while (at < line.Length && !IsSeparator(line[at]))
                    at++;
                return false;
            }

            if (!startsInQuotes)
                at++;
            for (; ; at++)
            {
                if (at >= line.Length)
                    return true;
                if (line[at] == format.EscapeChar && (format.EscapeChar != '"' || (at + 1 < line.Length && line[at + 1] == '"')))
                    at++;
                else if (line[at] == '"')
                    break;
            }

            // As in ML.NET the position stays on the closing quote where quotes are escaped by another character.
            if (format.EscapeChar == '"')
                at++;
            SkipSpaces(line, ref at);
            error = at < line.Length && !IsSeparator(line[at]);
            return false;
        }

        private void SkipSpaces(string line, ref int at)
        {
            while (!_spaceSeparates && at < line.Length && line[at] == ' ')
                at++;
        }

        private bool IsSeparator(char c) => format.Separators.Contains(c);
    }
}
