using System.Globalization;
using System.Text.Json;
using Microsoft.ML.Transfer.Cli.FineTuning;
using Microsoft.ML.Transfer.Cli.Input;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.Probing;

/// <summary>
/// Reads the contexts of a word. Tables have the words of a sentence, separated by blanks, its sense, and maybe the position of the word, from 0. CoarseWSD-20 has two files: in <c>X.data.txt</c> position and
/// sentence, separated by a tab, and in <c>X.gold.txt</c> the number of the sense, whose name stands in <c>classes_map.txt</c> beside them.
/// </summary>
/// <param name="Word">The word.</param>
/// <param name="Columns">The columns of a table.</param>
/// <param name="Position">The column of the position; null for Position, where there is one.</param>
internal sealed record SenseFiles(string Word, TuningColumns Columns, string? Position)
{
    private const string DataEnding = ".data.txt";
    private const string DefaultPosition = "Position";

    /// <summary>Reads a file.</summary>
    /// <exception cref="BadInputException">A line is not what it should be.</exception>
    public IReadOnlyList<SenseContext> Read(string path)
    {
        var contexts = path.EndsWith(DataEnding, StringComparison.OrdinalIgnoreCase) ? [.. ReadNumbered(path)] : InputFile.Read(path, ReadTable);
        return contexts.Count > 0 ? contexts : throw new BadInputException($"{path}: there are no contexts.");
    }

    private List<SenseContext> ReadTable(InputTable table)
    {
        if (table.Columns.Length == 0)
            return [];
        var (text, label) = (table.IndexOfText(Columns.Text), table.IndexOf(Columns.Label ?? "Label", "--label-col"));
        var position = Position is not null || table.Columns.Contains(DefaultPosition, StringComparer.OrdinalIgnoreCase) ? table.IndexOf(Position ?? DefaultPosition, "--position-col") : -1;
        return [.. table.Rows.Select(row => Context($"{table.Name}, line {row.Line}", row.Values[text], position < 0 ? null : row.Values[position], row.Values[label]))];
    }

    private IEnumerable<SenseContext> ReadNumbered(string path)
    {
        var gold = path[..^DataEnding.Length] + ".gold.txt";
        if (!File.Exists(path) || !File.Exists(gold))
            throw new BadInputException($"There is no file {(File.Exists(path) ? gold : path)}.");
        var (lines, senses) = (File.ReadAllLines(path), File.ReadAllLines(gold));
        if (lines.Length != senses.Length)
            throw new BadInputException($"{path} has {lines.Length} lines, but {gold} has {senses.Length}; each context needs a sense.");
        var names = Names(Path.Combine(Path.GetDirectoryName(path) ?? "", "classes_map.txt"));
        for (var i = 0; i < lines.Length; i++)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{path}, line {i + 1}");
            var tab = lines[i].IndexOf('\t', StringComparison.Ordinal);
            if (tab < 0)
                throw new BadInputException($"{place}: expected the position of the word, a tab and the sentence.");
            yield return Context(place, lines[i][(tab + 1)..], lines[i][..tab], names.GetValueOrDefault(senses[i].Trim(), senses[i].Trim()));
        }
    }

    private SenseContext Context(string place, string? text, string? position, string? sense)
    {
        var words = TaggedSentences.Split(text);
        if (string.IsNullOrWhiteSpace(sense))
            throw new BadInputException($"{place}: there is no sense.");
        int at;
        if (position is null)
        {
            at = Array.FindIndex(words, word => string.Equals(word, Word, StringComparison.OrdinalIgnoreCase));
            if (at < 0)
                throw new BadInputException($"{place}: the word '{Word}' does not stand in the sentence; name its position in a column Position.");
        }
        else if (!int.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out at) || at >= words.Length)
        {
            throw new BadInputException($"{place}: the position '{position}' is none of the {words.Length} words, counted from 0.");
        }
        return new SenseContext(words, at, sense);
    }

    private static Dictionary<string, string> Names(string path)
    {
        if (!File.Exists(path))
            return [];
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [];
        }
        catch (JsonException e)
        {
            throw new BadInputException($"{path}: expected an object of names by number, such as {{\"0\": \"river\"}}: {e.Message}", e);
        }
    }
}
