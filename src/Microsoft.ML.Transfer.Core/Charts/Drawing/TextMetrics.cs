using System.Globalization;
using System.Text;

namespace Microsoft.ML.Transfer.Charts;

/// <summary>
/// The widths of texts without a font: those of Helvetica and Arial, which Liberation Sans shares, with some room for the wider fonts that stand in where none of them is there.
/// Errors are to the wide side, so that text which is laid out by them fits.
/// </summary>
internal static class TextMetrics
{
    /// <summary>The fonts that the estimate holds for.</summary>
    public const string FontFamily = "Arial, Helvetica, 'Liberation Sans', 'Nimbus Sans', sans-serif";

    private const double Room = 1.04;
    private const double BoldRoom = 1.08;
    private const double WideLetter = 0.7;
    private const double FullWidth = 1.05;

    // In thousandths of the size, from space to tilde.
    private static readonly short[] Ascii =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
        556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
        667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
        556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    /// <summary>The width of a text, in pixels.</summary>
    /// <param name="text">The text.</param>
    /// <param name="size">The size of the font, in pixels.</param>
    /// <param name="bold">Whether the font is bold.</param>
    public static double Width(string text, double size, bool bold)
    {
        var width = 0d;
        foreach (var rune in text.EnumerateRunes())
            width += Width(rune);
        return width * size * Room * (bold ? BoldRoom : 1);
    }

    private static double Width(Rune rune)
    {
        var code = rune.Value;
        if (code is >= ' ' and <= '~')
            return Ascii[code - ' '] / 1000d;
        if (code == '\u00A0')
            return Ascii[0] / 1000d;
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
            return 0;
        // Letters of the Latin, Greek and Cyrillic blocks are about as wide as those of ASCII; from the scripts of East Asia on, and for pictures, a letter fills a square.
        return code switch
        {
            < 0x1100 => WideLetter,
            >= 0x1E00 and < 0x2190 => WideLetter,
            _ => FullWidth,
        };
    }
}
