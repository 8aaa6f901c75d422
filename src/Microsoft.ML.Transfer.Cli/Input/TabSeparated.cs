namespace Microsoft.ML.Transfer.Cli.Input;

/// <summary>Tab-separated values (.tsv) with a header. There is no quoting: a quotation mark is a character like any other.</summary>
internal static class TabSeparated
{
    public static InputTable Read(TextReader reader, string name)
    {
        if (reader.ReadLine() is not { Length: > 0 } header)
            throw new BadInputException($"{name}: the first line must name the columns, separated by tabs; it is empty.");
        var columns = header.Split('\t');
        return new(name, [.. columns], Rows(reader, name, columns.Length));
    }

    private static IEnumerable<InputRow> Rows(TextReader reader, string name, int columns)
    {
        var number = 1;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line.Length == 0)
                continue;
            var values = line.Split('\t');
            if (values.Length != columns)
                throw new BadInputException($"{name}, line {number}: {values.Length} values, but the header names {columns} columns.");
            yield return new(number, values);
        }
    }
}
