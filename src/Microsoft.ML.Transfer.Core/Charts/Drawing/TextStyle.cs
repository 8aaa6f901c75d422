namespace Microsoft.ML.Transfer.Charts;

/// <summary>How a text looks.</summary>
/// <param name="Size">The size of the font, in pixels.</param>
/// <param name="Colour">The colour.</param>
/// <param name="Bold">Whether it is bold.</param>
/// <param name="Halo">Whether it has a white edge, over lines.</param>
internal sealed record TextStyle(double Size, Rgb Colour, bool Bold = false, bool Halo = false)
{
    public static readonly TextStyle Title = new(16, Palette.Ink, Bold: true);

    public static readonly TextStyle Subtitle = new(12, Palette.Muted);

    public static readonly TextStyle AxisTitle = new(12, Palette.Ink);

    public static readonly TextStyle Label = new(11, Palette.Ink);

    /// <summary>From one line to the next, in pixels.</summary>
    public double LineHeight => Math.Ceiling(Size * 1.3);

    /// <summary>From the line that letters stand on up to the top of the highest, in pixels.</summary>
    public double Ascent => Size * 0.78;

    /// <summary>From that line down to the lowest, in pixels.</summary>
    public double Descent => Size * 0.22;

    /// <summary>How far below the middle of a text the line is that its letters stand on, in pixels.</summary>
    public double MiddleToBaseline => Size * 0.35;

    /// <summary>The width of a text, as estimated, in pixels.</summary>
    public double WidthOf(string text) => TextMetrics.Width(text, Size, Bold);
}

/// <summary>Where a text stands relative to its position.</summary>
internal enum TextAnchor
{
    Start,
    Middle,
    End,
}
