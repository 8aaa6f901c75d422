using Microsoft.ML.Transfer.Cli.Input;
using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.Treebanks;

namespace Microsoft.ML.Transfer.Cli.Probing;

/// <summary>
/// Reads what is to be probed, by the ending of the file's name: treebanks (.conllu), words with a tag each (.conll, .iob, .bio), the sentence-level tasks of SentEval and X-Probe (.txt),
/// and tables of texts with a class each (.tsv, .csv, .jsonl).
/// </summary>
internal static class ProbeFile
{
    private const string DefaultTreebankTask = "upos";

    /// <summary>Reads a file.</summary>
    /// <returns>What is trained on, and the test split where the file itself has one.</returns>
    /// <exception cref="BadInputException">There is no such file, column or task.</exception>
    /// <exception cref="InvalidDataException">A line is malformed.</exception>
    public static (ProbeData Training, ProbeData? Test) Read(string path, string? task, ProbeColumns columns)
    {
        try
        {
            return Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".conllu" => (TreebankTask.Create(task ?? DefaultTreebankTask, ConlluReader.Load(path)), null),
                ".conll" or ".iob" or ".bio" => (ReadTagged(path, task), null),
                ".txt" => ProbingTaskFile.Load(path, task),
                _ => (InputFile.Read(path, table => ReadTable(table, task, columns)), null),
            };
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"{path}: {BadInputException.MessageOf(e)}", e);
        }
    }

    private static ProbeData ReadTagged(string path, string? task) => ProbeData.OfWords(
        task ?? Path.GetFileNameWithoutExtension(path),
        TaggedSentences.Read(path, wordColumn: null, tagColumn: null).Select(sentence => ((IReadOnlyList<string>)sentence.Words, (IReadOnlyList<string?>)sentence.Tags)));

    private static ProbeData ReadTable(InputTable table, string? task, ProbeColumns columns)
    {
        if (table.Columns.Length == 0)
            throw new BadInputException($"{table.Name} has no rows.");
        var (text, label) = (table.IndexOfText(columns.Text), table.IndexOf(columns.Label ?? "Label", "--label-col"));
        var group = columns.Group is { } name ? table.IndexOf(name, "--group-col") : -1;
        var rows = table.Rows.Select(row => row.Values).ToList();
        return ProbeData.OfTexts(
            task ?? table.Columns[label],
            rows.Select(values => (values[text] ?? "", string.IsNullOrEmpty(values[label]) ? null : values[label])),
            group < 0 ? null : [.. rows.Select(values => values[group] ?? "")]);
    }
}
