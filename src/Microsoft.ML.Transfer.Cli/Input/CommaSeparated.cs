using System.Text;

namespace Microsoft.ML.Transfer.Cli.Input;

/// <summary>Comma-separated values (.csv) with a header, by RFC 4180: a quoted field may hold commas, line breaks and doubled quotation marks.</summary>
internal static class CommaSeparated
{
    public static InputTable Read(TextReader reader, string name)
    {
        var records = Records(reader, name).GetEnumerator();
        if (!records.MoveNext())
            throw new BadInputException($"{name}: the first line must name the columns, separated by commas; the file is empty.");
        var columns = records.Current.Values;
        return new(name, [.. columns.Select(c => c ?? "")], Rows(records, name, columns.Length));
    }

    private static IEnumerable<InputRow> Rows(IEnumerator<InputRow> records, string name, int columns)
    {
        using (records)
        {
            while (records.MoveNext())
            {
                var row = records.Current;
                if (row.Values.Length != columns)
                    throw new BadInputException($"{name}, line {row.Line}: {row.Values.Length} values, but the header names {columns} columns.");
                yield return row;
            }
        }
    }

    private static IEnumerable<InputRow> Records(TextReader reader, string name)
    {
        var line = 1;
        while (reader.Peek() >= 0)
        {
            var start = line;
            var fields = new List<string?>();
            bool more;
            do
            {
                fields.Add(Field(reader, name, ref line, out more));
            }
            while (more);
            // A blank line is no record.
            if (fields is not [""])
                yield return new(start, [.. fields]);
        }
    }

    private static string Field(TextReader reader, string name, ref int line, out bool more)
    {
        var text = new StringBuilder();
        if (reader.Peek() == '"')
            Quoted(reader, name, ref line, text);
        while (true)
        {
            var c = reader.Read();
            switch (c)
            {
                case ',':
                    more = true;
                    return text.ToString();
                case -1:
                    more = false;
                    return text.ToString();
                case '\r' when reader.Peek() == '\n':
                    break;
                case '\n':
                    line++;
                    more = false;
                    return text.ToString();
                default:
                    text.Append((char)c);
                    break;
            }
        }
    }

    private static void Quoted(TextReader reader, string name, ref int line, StringBuilder text)
    {
        var start = line;
        _ = reader.Read();
        while (true)
        {
            var c = reader.Read();
            if (c < 0)
                throw new BadInputException($"{name}, line {start}: a quotation mark opens a field and none closes it.");
            if (c == '"')
            {
                if (reader.Peek() != '"')
                    return;
                _ = reader.Read();
            }
            else if (c == '\n')
            {
                line++;
            }
            text.Append((char)c);
        }
    }
}
