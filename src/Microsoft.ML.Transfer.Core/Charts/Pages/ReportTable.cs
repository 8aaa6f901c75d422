using System.Text;

namespace Microsoft.ML.Transfer.Charts;

/// <summary>A table of a page.</summary>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">The cells, as they are to be read.</param>
public sealed record ReportTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>What the table has; null where that is said by what stands around it.</summary>
    public string? Caption { get; init; }

    /// <summary>How many columns, from the left, are text; the others are numbers, which are aligned to the right.</summary>
    public int TextColumns { get; init; } = 1;

    /// <summary>The row to be noticed, from 0; null for none.</summary>
    public int? MarkedRow { get; init; }

    internal void Write(StringBuilder html)
    {
        html.Append("<table>\n");
        if (Caption is not null)
            html.Append("<caption>").Append(XmlText.Escape(Caption)).Append("</caption>\n");
        html.Append("<thead><tr>");
        for (var column = 0; column < Columns.Count; column++)
            html.Append("<th scope=\"col\"").Append(ClassOf(column)).Append('>').Append(XmlText.Escape(Columns[column])).Append("</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        for (var row = 0; row < Rows.Count; row++)
        {
            if (Rows[row].Count != Columns.Count)
                throw new InvalidOperationException(FormattableString.Invariant($"Row {row} of a table with {Columns.Count} columns has {Rows[row].Count} cells."));
            html.Append(row == MarkedRow ? "<tr class=\"marked\">" : "<tr>");
            for (var column = 0; column < Columns.Count; column++)
            {
                // The first cell names its row.
                var cell = column == 0 ? "th" : "td";
                html.Append('<').Append(cell).Append(column == 0 ? " scope=\"row\"" : "").Append(ClassOf(column)).Append('>')
                    .Append(XmlText.Escape(Rows[row][column])).Append("</").Append(cell).Append('>');
            }
            html.Append("</tr>\n");
        }
        html.Append("</tbody>\n</table>\n");
    }

    private string ClassOf(int column) => column < TextColumns ? "" : " class=\"number\"";
}
