namespace Microsoft.ML.Transfer.Charts;

/// <summary>The names of what is drawn in several places, each behind its sign, in as many rows as they need.</summary>
internal static class Legend
{
    private const double KeyWidth = 22;
    private const double KeyGap = 6;
    private const double ItemGap = 18;
    private const double RowHeight = 18;

    /// <summary>Draws a legend.</summary>
    /// <param name="svg">The picture.</param>
    /// <param name="items">The names, and what draws the sign of each around a point.</param>
    /// <param name="left">Where it begins.</param>
    /// <param name="top">Where it begins.</param>
    /// <param name="width">How wide it may be.</param>
    /// <returns>Where what is below it begins, in pixels.</returns>
    public static double Draw(SvgWriter svg, IReadOnlyList<(string Name, Action<double, double> DrawKey)> items, double left, double top, double width)
    {
        if (items.Count == 0)
            return top;
        var x = left;
        foreach (var (name, drawKey) in items)
        {
            var text = TextLines.Shorten(name, TextStyle.Label, width - KeyWidth - KeyGap);
            var itemWidth = KeyWidth + KeyGap + TextStyle.Label.WidthOf(text);
            if (x > left && x + itemWidth > left + width)
            {
                x = left;
                top += RowHeight;
            }
            drawKey(x + (KeyWidth / 2), top + (RowHeight / 2));
            svg.Text(x + KeyWidth + KeyGap, top + (RowHeight / 2) + TextStyle.Label.MiddleToBaseline, text, TextStyle.Label);
            x += itemWidth + ItemGap;
        }
        return top + RowHeight + 8;
    }

    /// <summary>The sign of a value to compare with.</summary>
    public static Action<double, double> ReferenceKey(SvgWriter svg, int index) =>
        (x, y) => svg.Line(x - (KeyWidth / 2), y, x + (KeyWidth / 2), y, Palette.Muted, 1.4, SeriesEndLabel.DashOfReference(index));

    /// <summary>The sign of bars.</summary>
    public static Action<double, double> BarKey(SvgWriter svg, int index) =>
        (x, y) => svg.Rectangle(x - (KeyWidth / 2), y - 5, KeyWidth, 10, Palette.Of(index), Palette.EdgeOf(Palette.Of(index)), 0.8);

    /// <summary>The sign of points.</summary>
    public static Action<double, double> MarkKey(SvgWriter svg, int index) =>
        (x, y) => svg.Path(Mark.Of(index, x + 4, y, 4.2), Palette.Of(index), Palette.EdgeOf(Palette.Of(index)), 0.8);
}
