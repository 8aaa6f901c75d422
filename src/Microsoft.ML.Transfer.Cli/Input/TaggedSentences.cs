using System.Globalization;
using Microsoft.ML.Transfer.Treebanks;

namespace Microsoft.ML.Transfer.Cli.Input;

/// <summary>
/// Sentences of words with a tag each. CoNLL-U (.conllu): the words of the syntax, with the tag of a named field; other files of columns (.conll, .iob, .bio): a word a line, its tag
/// the last field, and an empty line between sentences; tables (.tsv, .csv, .jsonl): words and tags separated by blanks in a column each.
/// </summary>
internal static class TaggedSentences
{
    private const string DefaultField = "upos";
    private static readonly string[] ColumnExtensions = [".conll", ".iob", ".bio"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="wordColumn">The column of the words in a table; Text where null.</param>
    /// <param name="tagColumn">The column of the tags in a table, the field in CoNLL-U; Label and UPOS where null.</param>
    /// <exception cref="BadInputException">A line is not what it should be.</exception>
    public static List<(string[] Words, string[] Tags)> Read(string path, string? wordColumn, string? tagColumn)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        if (string.Equals(extension, ".conllu", StringComparison.Ordinal))
            return ReadTreebank(path, tagColumn ?? DefaultField);
        if (ColumnExtensions.Contains(extension, StringComparer.Ordinal))
        {
            return File.Exists(path)
                ? [.. ReadColumns(File.ReadLines(path), path)]
                : throw new BadInputException($"There is no file {path}.");
        }
        return InputFile.Read(path, table => ReadTable(table, wordColumn, tagColumn));
    }

    private static IEnumerable<(string[] Words, string[] Tags)> ReadColumns(IEnumerable<string> lines, string name)
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
            else
            {
                var parts = line.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries);
                if (parts.Length < 2)
                    throw new BadInputException($"{name}, line {number}: '{line}' is no word and tag, separated by a blank or tab.");
                words.Add(parts[0]);
                tags.Add(parts[^1]);
            }
        }
    }

    private static List<(string[] Words, string[] Tags)> ReadTreebank(string path, string fieldName)
    {
        Func<TreebankWord, string> field = fieldName.ToLowerInvariant() switch
        {
            "form" => word => word.Form,
            "lemma" => word => word.Lemma,
            "upos" => word => word.Upos,
            "xpos" => word => word.Xpos,
            "feats" => word => word.Features,
            "head" => word => word.Head?.ToString(CultureInfo.InvariantCulture) ?? "_",
            "deprel" => word => word.Relation,
            "deps" => word => word.Dependencies,
            "misc" => word => word.Other,
            _ => throw new BadInputException($"{path}: CoNLL-U has no field '{fieldName}' (--label-col). Its fields: {string.Join(", ", ConlluReader.FieldNames.Skip(1))}."),
        };
        return [.. ConlluReader.Load(path)
            .Where(sentence => sentence.Words.Count > 0)
            .Select(sentence => (sentence.Words.Select(word => word.Form).ToArray(), sentence.Words.Select(field).ToArray()))];
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
