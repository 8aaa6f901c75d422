using System.Globalization;
using System.Text;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>The table of a report: a header and lines of cells, separated by tabs.</summary>
internal sealed class ReportTsv
{
    private readonly StringBuilder _text = new();

    /// <param name="columns">The header.</param>
    public ReportTsv(params IEnumerable<string> columns) => Add(columns);

    /// <summary>Adds a line. Numbers keep all their digits; null is an empty cell; a tab or line break in a text becomes a blank.</summary>
    public void Add(params IEnumerable<object?> cells) => _text.AppendJoin('\t', cells.Select(Cell)).Append('\n');

    /// <summary>The table.</summary>
    public override string ToString() => _text.ToString();

    private static string Cell(object? value) => value switch
    {
        null => "",
        IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
        _ => value.ToString()!.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' '),
    };
}
