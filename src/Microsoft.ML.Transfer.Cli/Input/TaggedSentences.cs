namespace Microsoft.ML.Transfer.Cli.Input;

/// <summary>
/// Sentences of words with a tag each. CoNLL-U (.conllu): the words of the syntax, with the tag of a named field; other files of columns (.conll, .iob, .bio): a word a line, its tag
/// the last field, and an empty line between sentences; tables (.tsv, .csv, .jsonl): words and tags separated by blanks in a column each.
/// </summary>
internal static class TaggedSentences
{
    private const string DefaultField = "upos";
    private static readonly string[] ConlluFields = ["id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc"];
    private static readonly string[] ColumnExtensions = [".conll", ".iob", ".bio"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="wordColumn">The column of the words in a table; Text where null.</param>
    /// <param name="tagColumn">The column of the tags in a table, the field in CoNLL-U; Label and UPOS where null.</param>
    /// <exception cref="BadInputException">A line is not what it should be.</exception>
    public static List<(string[] Words, string[] Tags)> Read(string path, string? wordColumn, string? tagColumn)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        var isConllu = string.Equals(extension, ".conllu", StringComparison.Ordinal);
        if (isConllu || ColumnExtensions.Contains(extension, StringComparer.Ordinal))
        {
            if (!File.Exists(path))
                throw new BadInputException($"There is no file {path}.");
            var field = isConllu ? Array.IndexOf(ConlluFields, (tagColumn ?? DefaultField).ToLowerInvariant()) : -1;
            return isConllu && field < 0
                ? throw new BadInputException($"{path}: CoNLL-U has no field '{tagColumn}' (--label-col). Its fields: {string.Join(", ", ConlluFields)}.")
                : [.. ReadColumns(File.ReadLines(path), path, field)];
        }
        return InputFile.Read(path, table => ReadTable(table, wordColumn, tagColumn));
    }

    private static IEnumerable<(string[] Words, string[] Tags)> ReadColumns(IEnumerable<string> lines, string name, int field)
    {
        List<string> words = [], tags = [];
        var number = 0;
        foreach (var line in lines.Append(""))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                if (words.Count > 0)
                    yield return ([.. words], [.. tags]);
                words.Clear();
                tags.Clear();
            }
            else if (field < 0)
            {
                var parts = line.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries);
                if (parts.Length < 2)
                    throw new BadInputException($"{name}, line {number}: '{line}' is no word and tag, separated by a blank or tab.");
                words.Add(parts[0]);
                tags.Add(parts[^1]);
            }
            else if (line[0] != '#')
            {
                var parts = line.Split('\t');
                if (parts.Length != ConlluFields.Length)
                    throw new BadInputException($"{name}, line {number}: {parts.Length} values, but CoNLL-U has {ConlluFields.Length}, separated by tabs.");
                // "3-4" is the written form of two words that follow, "8.1" an empty node.
                if (!parts[0].AsSpan().ContainsAny('-', '.'))
                {
                    words.Add(parts[1]);
                    tags.Add(parts[field]);
                }
            }
        }
    }

    private static List<(string[] Words, string[] Tags)> ReadTable(InputTable table, string? wordColumn, string? tagColumn)
    {
        if (table.Columns.Length == 0)
            throw new BadInputException($"{table.Name} has no rows.");
        var (text, tag) = (table.IndexOfText(wordColumn), table.IndexOf(tagColumn ?? "Label", "--label-col"));
        var sentences = new List<(string[], string[])>();
        foreach (var row in table.Rows)
        {
            var (words, tags) = (Split(row.Values[text]), Split(row.Values[tag]));
            if (words.Length != tags.Length)
                throw new BadInputException($"{table.Name}, line {row.Line}: {words.Length} words, but {tags.Length} tags; each word needs one.");
            sentences.Add((words, tags));
        }
        return sentences;
    }

    /// <summary>The words of a text between blanks.</summary>
    public static string[] Split(string? text) => (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
