namespace Microsoft.ML.Transfer.Charts;

/// <summary>What the axes of all charts have in common.</summary>
internal static class AxisFrame
{
    /// <summary>Writes a number below its tick, moved inwards where it would be cut.</summary>
    public static void DrawTickText(SvgWriter svg, double x, double top, string text, double width)
    {
        var half = (TextStyle.Label.WidthOf(text) / 2) + 2;
        svg.Text(Math.Clamp(x, half, Math.Max(half, width - half)), top + TextStyle.Label.Ascent, text, TextStyle.Label, TextAnchor.Middle);
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
