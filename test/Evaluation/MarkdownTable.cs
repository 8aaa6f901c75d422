namespace Microsoft.ML.Transfer.Evaluation;

/// <summary>A table in Markdown: the first column to the left, the others to the right.</summary>
internal sealed class MarkdownTable(params IReadOnlyList<string> columns)
{
    private readonly List<IReadOnlyList<string>> _rows = [];

    public void Add(params IReadOnlyList<string> cells)
    {
        if (cells.Count != columns.Count)
            throw new ArgumentException($"A row of this table has {columns.Count} cells, not {cells.Count}.", nameof(cells));
        _rows.Add(cells);
    }

    public void Write(TextWriter output)
    {
        output.WriteLine(Line(columns));
        output.WriteLine("| --- |" + string.Concat(Enumerable.Repeat(" ---: |", columns.Count - 1)));
        foreach (var row in _rows)
            output.WriteLine(Line(row));
        output.WriteLine();
    }

    private static string Line(IReadOnlyList<string> cells) => "| " + string.Join(" | ", cells) + " |";
}
