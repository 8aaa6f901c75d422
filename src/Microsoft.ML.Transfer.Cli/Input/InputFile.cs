namespace Microsoft.ML.Transfer.Cli.Input;

/// <summary>Opens an input file by the ending of its name.</summary>
internal static class InputFile
{
    private static readonly (string Extension, Func<TextReader, string, InputTable> Read)[] Formats =
    [
        (".txt", TextLines.Read),
        (".tsv", TabSeparated.Read),
        (".csv", CommaSeparated.Read),
        (".jsonl", JsonLines.Read),
        (".conllu", Conllu.Read),
    ];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="use">What to do with the table; the file is open until it returns.</param>
    public static T Read<T>(string path, Func<InputTable, T> use)
    {
        var extension = Path.GetExtension(path);
        var read = Array.Find(Formats, f => string.Equals(f.Extension, extension, StringComparison.OrdinalIgnoreCase)).Read
            ?? throw new BadInputException($"{path}: files ending in '{extension}' are not read. Known: {string.Join(", ", Formats.Select(f => f.Extension))}.");
        if (!File.Exists(path))
            throw new BadInputException($"There is no file {path}.");
        using var reader = new StreamReader(path);
        try
        {
            return use(read(reader, path));
        }
        catch (InvalidDataException e)
        {
            throw new BadInputException(e.Message, e);
        }
    }
}
