namespace Microsoft.ML.Transfer.Cli.Input;

/// <summary>Plain text (.txt): a text a line, blank lines included.</summary>
internal static class TextLines
{
    public static InputTable Read(TextReader reader, string name) => new(name, [InputTable.TextColumn], Rows(reader));

    private static IEnumerable<InputRow> Rows(TextReader reader)
    {
        var number = 0;
        while (reader.ReadLine() is { } line)
            yield return new(++number, [line]);
    }
}
