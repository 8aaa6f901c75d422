namespace Microsoft.ML.Transfer.Charts;

/// <summary>What the axes of all charts have in common.</summary>
internal static class AxisFrame
{
    /// <summary>Writes the numbers of an axis below their ticks: moved inwards where they would be cut, left out where they would lie on the one before.</summary>
    /// <param name="svg">The picture.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="ticks">Its ticks.</param>
    /// <param name="x">Where they stand.</param>
    /// <param name="top">Where the numbers begin, in pixels.</param>
    /// <param name="width">The width of the picture, in pixels.</param>
    public static void DrawTickTexts(SvgWriter svg, ChartAxis axis, Ticks ticks, LinearScale x, double top, double width)
    {
        const double Gap = 3;
        var end = double.NegativeInfinity;
        foreach (var tick in ticks.Values)
        {
            var text = axis.TickText(tick, ticks);
            var half = TextStyle.Label.WidthOf(text) / 2;
            var middle = Math.Clamp(x.Of(tick), half + Gap, Math.Max(half + Gap, width - half - Gap));
            if (middle - half < end + Gap)
                continue;
            svg.Text(middle, top + TextStyle.Label.Ascent, text, TextStyle.Label, TextAnchor.Middle);
            end = middle + half;
        }
    }

    /// <summary>Writes the title of an axis, in at most two lines.</summary>
    /// <returns>Where what is below it begins, in pixels.</returns>
    public static double DrawTitle(SvgWriter svg, string title, double x, double top, double width, TextAnchor anchor = TextAnchor.Start)
    {
        foreach (var line in TextLines.Wrap(title, TextStyle.AxisTitle, width, 2))
        {
            svg.Text(x, top + TextStyle.AxisTitle.Ascent, line, TextStyle.AxisTitle, anchor);
            top += TextStyle.AxisTitle.LineHeight;
        }
        return top + 6;
    }
}
