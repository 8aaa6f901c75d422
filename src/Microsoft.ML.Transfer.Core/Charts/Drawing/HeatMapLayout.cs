namespace Microsoft.ML.Transfer.Charts;

/// <summary>How large the cells of a heat map are, and how its labels stand.</summary>
internal sealed class HeatMapLayout
{
    private const double LongestColumnLabel = 130;

    private HeatMapLayout(HeatMap map, double margin, double largestCell, double labelGap)
    {
        var inner = map.Width - (2 * margin);
        CellHeight = map.Rows.Count switch { <= 32 => 22, <= 64 => 16, _ => 12 };
        LabelStyle = TextStyle.Label with { Size = Math.Min(TextStyle.Label.Size, CellHeight - 3) };
        RowLabels = [.. map.Rows.Select(row => TextLines.Shorten(row, LabelStyle, inner * 0.3))];
        RowTitle = TextLines.Shorten(map.RowTitle + " ↓", TextStyle.AxisTitle, inner * 0.3);
        RowLabelWidth = Math.Max(RowLabels.Max(LabelStyle.WidthOf), TextStyle.AxisTitle.WidthOf(RowTitle)) + labelGap;
        CellWidth = Math.Min(largestCell, (inner - RowLabelWidth) / map.Columns.Count);
        RowStep = Math.Max(1, (int)Math.Ceiling((LabelStyle.Ascent + LabelStyle.Descent + 1) / CellHeight));

        var widest = map.Columns.Max(LabelStyle.WidthOf);
        ColumnsUpwards = widest + 6 > CellWidth;
        if (ColumnsUpwards)
        {
            ColumnLabels = [.. map.Columns.Select(column => TextLines.Shorten(column, LabelStyle, LongestColumnLabel))];
            ColumnLabelHeight = ColumnLabels.Max(LabelStyle.WidthOf) + labelGap;
            ColumnStep = Math.Max(1, (int)Math.Ceiling((LabelStyle.Ascent + LabelStyle.Descent + 1) / CellWidth));
        }
        else
        {
            ColumnLabels = map.Columns;
            ColumnLabelHeight = LabelStyle.LineHeight + labelGap - 2;
            ColumnStep = 1;
        }
        CellStyle = TextStyle.Label with { Size = 10 };
        HasCellTexts = CellHeight >= 16 && map.Values.Cast<double>().All(value => CellStyle.WidthOf(double.IsNaN(value) ? "–" : map.CellText(value)) + 3 <= CellWidth);
    }

    public double CellWidth { get; }

    public double CellHeight { get; }

    public TextStyle LabelStyle { get; }

    public TextStyle CellStyle { get; }

    /// <summary>Whether there is room for the values in the cells.</summary>
    public bool HasCellTexts { get; }

    /// <summary>What the rows are, above their labels.</summary>
    public string RowTitle { get; }

    public IReadOnlyList<string> RowLabels { get; }

    public double RowLabelWidth { get; }

    /// <summary>Each how many rows have a label.</summary>
    public int RowStep { get; }

    public IReadOnlyList<string> ColumnLabels { get; }

    public double ColumnLabelHeight { get; }

    /// <summary>Each how many columns have a label.</summary>
    public int ColumnStep { get; }

    /// <summary>Whether the labels of the columns are read upwards.</summary>
    public bool ColumnsUpwards { get; }

    public static HeatMapLayout Of(HeatMap map, double margin, double largestCell, double labelGap) => new(map, margin, largestCell, labelGap);
}
