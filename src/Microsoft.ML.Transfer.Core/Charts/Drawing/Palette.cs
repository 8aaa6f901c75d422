namespace Microsoft.ML.Transfer.Charts;

/// <summary>
/// The colours of the charts. Those of series are of the palette of Okabe and Ito (2008), which the colour-blind can tell apart, beginning with those that stand out on white;
/// its yellow is left out, being too pale. Every series has its own shape of mark or dash as well, so that the charts can be read in grey.
/// </summary>
internal static class Palette
{
    /// <summary>Text, and what must be seen.</summary>
    public static readonly Rgb Ink = new(0x1A, 0x1A, 0x1A);

    /// <summary>Text of less weight, and axes.</summary>
    public static readonly Rgb Muted = new(0x55, 0x55, 0x55);

    /// <summary>Lines of the grid.</summary>
    public static readonly Rgb Grid = new(0xE2, 0xE2, 0xE2);

    /// <summary>Cells without a value.</summary>
    public static readonly Rgb Missing = new(0xEE, 0xEE, 0xEE);

    /// <summary>What is to be noticed, around cells.</summary>
    public static readonly Rgb Highlight = new(0xD5, 0x5E, 0x00);

    /// <summary>The colours of series: blue, vermilion, bluish green, reddish purple, black, orange, sky blue.</summary>
    public static readonly IReadOnlyList<Rgb> Series =
    [
        new(0x00, 0x72, 0xB2),
        new(0xD5, 0x5E, 0x00),
        new(0x00, 0x9E, 0x73),
        new(0xCC, 0x79, 0xA7),
        new(0x00, 0x00, 0x00),
        new(0xE6, 0x9F, 0x00),
        new(0x56, 0xB4, 0xE9),
    ];

    // Solid, then what still differs where the colours come around again.
    private static readonly string?[] Dashes = [null, "7 3", "2 3", "9 3 2 3"];

    // White, through the blue of the series, to a blue that is nearly black: the lightness falls all the way, so that it can be read in grey.
    private static readonly (double At, Rgb Colour)[] Ramp = [(0, new(0xF7, 0xFA, 0xFD)), (0.25, new(0xC3, 0xDB, 0xEE)), (0.6, new(0x3D, 0x8F, 0xC6)), (0.8, new(0x0B, 0x5F, 0x9A)), (1, new(0x06, 0x2A, 0x4D))];

    /// <summary>The colour of a series.</summary>
    public static Rgb Of(int series) => Series[series % Series.Count];

    /// <summary>The dashes of a series; null for a solid line.</summary>
    public static string? DashOf(int series) => Dashes[series / Series.Count % Dashes.Length];

    /// <summary>The edge of a mark of that colour: dark where the colour alone is too pale on white, otherwise white, so that marks which touch can be told apart.</summary>
    public static Rgb EdgeOf(Rgb colour) => colour.ContrastWith(Rgb.White) < 3 ? Ink : Rgb.White;

    /// <summary>The colour of a share of the range of a heat map, 0 to 1.</summary>
    public static Rgb Shade(double share)
    {
        share = Math.Clamp(share, 0, 1);
        var upper = 1;
        while (upper < Ramp.Length - 1 && share > Ramp[upper].At)
            upper++;
        var (from, to) = (Ramp[upper - 1], Ramp[upper]);
        return from.Colour.Towards(to.Colour, (share - from.At) / (to.At - from.At));
    }

    /// <summary>Black or white, whichever can be read better on a colour; the contrast is never below 4.5.</summary>
    public static Rgb TextOn(Rgb colour) => colour.ContrastWith(Rgb.Black) >= colour.ContrastWith(Rgb.White) ? Rgb.Black : Rgb.White;
}
