using Microsoft.ML.Transfer.Cli.Input;
using Microsoft.ML.Transfer.Pretraining;

namespace Microsoft.ML.Transfer.Cli.DomainAdaptation;

/// <summary>The texts of files of any kind: paragraphs of text files, which may be larger than the memory, and a column of tables.</summary>
internal static class DomainTexts
{
    /// <param name="paths">Files, or folders of text files.</param>
    /// <param name="column">The column of the texts in files that have columns; null for the usual one.</param>
    /// <returns>The texts, read as they are asked for.</returns>
    /// <exception cref="BadInputException">A file is not there, is of no kind that is read, or lacks the column.</exception>
    public static IEnumerable<string> Read(IReadOnlyList<string> paths, string? column)
    {
        foreach (var path in paths)
        {
            if (!File.Exists(path) && !Directory.Exists(path))
                throw new BadInputException($"There is no file or folder {path}.");
        }
        return paths.SelectMany(path => IsPlain(path) ? new Corpus(path).Paragraphs() : InputFile.Read(path, table => Column(table, column)));
    }

    private static bool IsPlain(string path) => Directory.Exists(path) || string.Equals(Path.GetExtension(path), ".txt", StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<string> Column(InputTable table, string? column)
    {
        var index = table.IndexOfText(column);
        return [.. table.Rows.Select(row => row.Values[index]).OfType<string>()];
    }
}
