using Microsoft.ML.Transfer.Cli.Input;

namespace Microsoft.ML.Transfer.Cli.Comparison;

/// <summary>Texts with their classes.</summary>
/// <param name="Name">What to call the data set in a report.</param>
/// <param name="Rows">The texts.</param>
internal sealed record LabelledData(string Name, IReadOnlyList<LabelledText> Rows)
{
    private const string SampleResource = "messages.tsv";
    private const string LabelColumn = "Label";

    /// <summary>The classes in alphabetical order, each with the number of its rows.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Classes { get; } =
        [.. Rows.CountBy(r => r.Label, StringComparer.Ordinal).OrderBy(c => c.Key, StringComparer.Ordinal)];

    /// <summary>The sample messages that come with the program.</summary>
    public static LabelledData Sample()
    {
        using var stream = typeof(LabelledData).Assembly.GetManifestResourceStream(SampleResource)
            ?? throw new InvalidOperationException($"The resource {SampleResource} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return FromTable(TabSeparated.Read(reader, SampleResource), "the sample messages (docs/samples/data/messages.tsv)", null, null);
    }

    /// <summary>Reads a file of any of the input formats.</summary>
    /// <param name="path">The file.</param>
    /// <param name="textColumn">The column of the texts; Text where null.</param>
    /// <param name="labelColumn">The column of the classes; Label where null.</param>
    /// <exception cref="BadInputException">A column is missing, a row has no label, or there are no rows or fewer than two classes.</exception>
    public static LabelledData Load(string path, string? textColumn, string? labelColumn) =>
        InputFile.Read(path, table => FromTable(table, path, textColumn, labelColumn));

    /// <summary>Refuses data in which some class cannot stand in every fold.</summary>
    public void RequireFolds(int folds)
    {
        var small = Classes.Where(c => c.Value < folds).Select(c => $"'{c.Key}' has {c.Value}").ToList();
        if (small.Count > 0)
            throw new BadInputException($"{Name}: {folds}-fold cross-validation needs at least {folds} rows of each class; {string.Join(", ", small)}.");
    }

    private static LabelledData FromTable(InputTable table, string name, string? textColumn, string? labelColumn)
    {
        if (table.Columns.Length == 0)
            throw new BadInputException($"{table.Name} has no rows.");
        var text = table.IndexOfText(textColumn);
        var label = table.IndexOf(labelColumn ?? LabelColumn, "--label-col");
        var rows = new List<LabelledText>();
        foreach (var row in table.Rows)
        {
            if (string.IsNullOrWhiteSpace(row.Values[label]))
                throw new BadInputException($"{table.Name}, line {row.Line}: the label (column '{table.Columns[label]}') is missing.");
            rows.Add(new() { Text = row.Values[text] ?? "", Label = row.Values[label]! });
        }
        if (rows.Count == 0)
            throw new BadInputException($"{table.Name} has a header but no rows.");
        var data = new LabelledData(name, rows);
        return data.Classes.Count > 1
            ? data
            : throw new BadInputException($"{table.Name}: all {rows.Count} rows have the label '{rows[0].Label}'; a classifier needs at least two classes.");
    }
}
