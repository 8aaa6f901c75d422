namespace Microsoft.ML.Transfer.Charts;

/// <summary>What the axes of all charts have in common.</summary>
internal static class AxisFrame
{
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
