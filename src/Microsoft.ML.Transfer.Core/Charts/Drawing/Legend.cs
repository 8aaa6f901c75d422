namespace Microsoft.ML.Transfer.Charts;

/// <summary>The names of what is drawn in several places, each behind its sign, in as many rows as they need.</summary>
internal static class Legend
{
    private const double BarWidth = 22;
    private const double MarkWidth = 10;
    private const double KeyGap = 6;
    private const double ItemGap = 18;
    private const double RowHeight = 18;

    /// <summary>Draws a legend.</summary>
    /// <param name="svg">The picture.</param>
    /// <param name="items">The names, and what stands before each.</param>
    /// <param name="left">Where it begins.</param>
    /// <param name="top">Where it begins.</param>
    /// <param name="width">How wide it may be.</param>
    /// <returns>Where what is below it begins, in pixels.</returns>
    public static double Draw(SvgWriter svg, IReadOnlyList<(string Name, LegendKey Key)> items, double left, double top, double width)
    {
        if (items.Count == 0)
            return top;
        var x = left;
        foreach (var (name, key) in items)
        {
            var text = TextLines.Shorten(name, TextStyle.Label, width - key.Width - KeyGap);
            var itemWidth = key.Width + KeyGap + TextStyle.Label.WidthOf(text);
            if (x > left && x + itemWidth > left + width)
            {
                x = left;
                top += RowHeight;
            }
            key.Draw(x + (key.Width / 2), top + (RowHeight / 2));
            svg.Text(x + key.Width + KeyGap, top + (RowHeight / 2) + TextStyle.Label.MiddleToBaseline, text, TextStyle.Label);
            x += itemWidth + ItemGap;
        }
        return top + RowHeight + 8;
    }

    /// <summary>The sign of a value to compare with.</summary>
    public static LegendKey ReferenceKey(SvgWriter svg, int index) =>
        new(BarWidth, (x, y) => svg.Line(x - (BarWidth / 2), y, x + (BarWidth / 2), y, Palette.Muted, 1.4, SeriesEndLabel.DashOfReference(index)));

    /// <summary>The sign of bars.</summary>
    public static LegendKey BarKey(SvgWriter svg, int index) =>
        new(BarWidth, (x, y) => svg.Rectangle(x - (BarWidth / 2), y - 5, BarWidth, 10, Palette.Of(index), Palette.EdgeOf(Palette.Of(index)), 0.8));

    /// <summary>The sign of points.</summary>
    public static LegendKey MarkKey(SvgWriter svg, int index) =>
        new(MarkWidth, (x, y) => svg.Path(Mark.Of(index, x, y, 4.2), Palette.Of(index), Palette.EdgeOf(Palette.Of(index)), 0.8));

    /// <summary>The sign of highlighted cells.</summary>
    public static LegendKey HighlightKey(SvgWriter svg) =>
        new(BarWidth, (x, y) => svg.Rectangle(x - (BarWidth / 2) + 1, y - 6, BarWidth - 2, 12, fill: null, Palette.Highlight, 2));
}

/// <summary>What stands before a name in a legend.</summary>
/// <param name="Width">How wide it is, in pixels.</param>
/// <param name="Draw">Draws it around a point.</param>
internal sealed record LegendKey(double Width, Action<double, double> Draw);
