namespace Microsoft.ML.Transfer.Charts;

/// <summary>A table whose cells are shaded by their values, such as a confusion matrix or heads × relations. Values are written into the cells where there is room.</summary>
public sealed class HeatMap : Chart
{
    private const double LargestCell = 58;
    private const double LabelGap = 6;
    private const double ScaleWidth = 220;
    private const double ScaleHeight = 10;

    /// <summary>The values. <i>Shape:</i> [rows, columns]; not a number where there is none.</summary>
    public required double[,] Values { get; init; }

    /// <summary>The names of the rows, from top to bottom.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>The names of the columns, from left to right.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>What the rows are.</summary>
    public required string RowTitle { get; init; }

    /// <summary>What the columns are.</summary>
    public required string ColumnTitle { get; init; }

    /// <summary>What the shades stand for; from the least to the greatest value unless it says otherwise.</summary>
    public required ChartAxis ValueAxis { get; init; }

    /// <summary>Cells to be noticed, which get an edge, as rows and columns from 0; null for none.</summary>
    public IReadOnlyCollection<(int Row, int Column)> Highlighted { get; init; } = [];

    /// <summary>What the edge means; null where nothing is highlighted.</summary>
    public string? HighlightTitle { get; init; }

    private IEnumerable<double> Drawn => Values.Cast<double>().Where(value => !double.IsNaN(value));

    private protected override void Check()
    {
        ValueAxis.Check();
        if (Rows.Count == 0 || Columns.Count == 0 || !Drawn.Any())
            throw new InvalidOperationException($"The heat map \"{Title}\" has no values.");
        if (Values.GetLength(0) != Rows.Count || Values.GetLength(1) != Columns.Count)
            throw new InvalidOperationException(FormattableString.Invariant($"The heat map \"{Title}\" has {Values.GetLength(0)} × {Values.GetLength(1)} values for {Rows.Count} rows and {Columns.Count} columns."));
        if (Drawn.Any(double.IsInfinity))
            throw new InvalidOperationException($"The heat map \"{Title}\" has an infinite value.");
        if (Highlighted.Any(cell => cell.Row < 0 || cell.Row >= Rows.Count || cell.Column < 0 || cell.Column >= Columns.Count))
            throw new InvalidOperationException($"The heat map \"{Title}\" is to highlight a cell that it does not have.");
    }

    private protected override double Draw(SvgWriter svg, double top)
    {
        var layout = HeatMapLayout.Of(this, Margin, LargestCell, LabelGap);
        var left = Margin + layout.RowLabelWidth;
        var (minimum, maximum, ticks) = ValueAxis.Range(Drawn.Min(), Drawn.Max(), 4);

        top = AxisFrame.DrawTitle(svg, ColumnTitle + " →", left, top, Width - Margin - left);
        top += layout.ColumnLabelHeight;
        svg.Text(left - LabelGap, top - LabelGap, layout.RowTitle, TextStyle.AxisTitle, TextAnchor.End);
        for (var column = 0; column < Columns.Count; column += layout.ColumnStep)
        {
            var middle = left + ((column + 0.5) * layout.CellWidth);
            if (layout.ColumnsUpwards)
                svg.Text(middle + layout.LabelStyle.MiddleToBaseline, top - LabelGap, layout.ColumnLabels[column], layout.LabelStyle, TextAnchor.Start, upwards: true);
            else
                svg.Text(middle, top - LabelGap, layout.ColumnLabels[column], layout.LabelStyle, TextAnchor.Middle);
        }
        for (var row = 0; row < Rows.Count; row++)
        {
            var y = top + (row * layout.CellHeight);
            if (row % layout.RowStep == 0)
                svg.Text(left - LabelGap, y + (layout.CellHeight / 2) + layout.LabelStyle.MiddleToBaseline, layout.RowLabels[row], layout.LabelStyle, TextAnchor.End);
            for (var column = 0; column < Columns.Count; column++)
                DrawCell(svg, row, column, left + (column * layout.CellWidth), y, layout, minimum, maximum);
        }
        foreach (var (row, column) in Highlighted.Order())
            svg.Rectangle(left + (column * layout.CellWidth) + 1, top + (row * layout.CellHeight) + 1, layout.CellWidth - 2, layout.CellHeight - 2, fill: null, Palette.Highlight, 2);
        return DrawScale(svg, left, top + (Rows.Count * layout.CellHeight) + 16, minimum, maximum, ticks);
    }

    private protected override string Describe()
    {
        var (bestRow, bestColumn) = (0, 0);
        for (var row = 0; row < Rows.Count; row++)
        {
            for (var column = 0; column < Columns.Count; column++)
            {
                if (double.IsNaN(Values[bestRow, bestColumn]) || Values[row, column] > Values[bestRow, bestColumn])
                    (bestRow, bestColumn) = (row, column);
            }
        }
        return FormattableString.Invariant($"Heat map of {ValueAxis.Title}: {Rows.Count} rows ({RowTitle}) and {Columns.Count} columns ({ColumnTitle}). Values from {ValueAxis.ValueText(Drawn.Min())} to {ValueAxis.ValueText(Drawn.Max())}; the greatest is of {Rows[bestRow]} and {Columns[bestColumn]}.");
    }

    /// <summary>A value as it stands in a cell.</summary>
    internal string CellText(double value) => ValueAxis.Scale == AxisScale.Share ? (value * 100).ToString("F0", System.Globalization.CultureInfo.InvariantCulture) : ValueAxis.ValueText(value);

    private void DrawCell(SvgWriter svg, int row, int column, double x, double y, HeatMapLayout layout, double minimum, double maximum)
    {
        var value = Values[row, column];
        var isMissing = double.IsNaN(value);
        var colour = isMissing ? Palette.Missing : Palette.Shade((value - minimum) / (maximum - minimum));
        svg.Rectangle(x, y, layout.CellWidth, layout.CellHeight, colour, Rgb.White, 0.6, tooltip: $"{Rows[row]}, {Columns[column]}: {(isMissing ? "no value" : ValueAxis.ValueText(value))}");
        if (layout.HasCellTexts)
            svg.Text(x + (layout.CellWidth / 2), y + (layout.CellHeight / 2) + layout.CellStyle.MiddleToBaseline, isMissing ? "–" : CellText(value), layout.CellStyle with { Colour = Palette.TextOn(colour) }, TextAnchor.Middle);
    }

    /// <summary>What the shades stand for, below the table.</summary>
    private double DrawScale(SvgWriter svg, double left, double top, double minimum, double maximum, Ticks ticks)
    {
        // Beside the left edge of the table, or further left where the picture ends.
        left = Math.Max(Margin, Math.Min(left, Width - Margin - ScaleWidth - 12));
        top = AxisFrame.DrawTitle(svg, ValueAxis.Caption, left, top, Width - Margin - left);
        const int Bands = 44;
        for (var band = 0; band < Bands; band++)
            svg.Rectangle(left + (band * ScaleWidth / Bands), top, (ScaleWidth / Bands) + 0.3, ScaleHeight, Palette.Shade((band + 0.5) / Bands));
        svg.Rectangle(left, top, ScaleWidth, ScaleHeight, fill: null, Palette.Muted, 0.8);
        var x = new LinearScale(minimum, maximum, left, left + ScaleWidth);
        foreach (var tick in ticks.Values)
            svg.Line(x.Of(tick), top + ScaleHeight, x.Of(tick), top + ScaleHeight + 4, Palette.Muted);
        AxisFrame.DrawTickTexts(svg, ValueAxis, ticks, x, top + ScaleHeight + 6, Width);
        top += ScaleHeight + 6 + TextStyle.Label.LineHeight;
        if (HighlightTitle is { } highlight && Highlighted.Count > 0)
            top = Legend.Draw(svg, [(highlight, Legend.HighlightKey(svg))], left, top + 4, Width - Margin - left) - 8;
        return top + Margin;
    }
}
