using System.Globalization;
using System.Text;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// Decimal numbers as the reference engine reads them: all digits as one integer, multiplied or divided by a power of ten. That is off by a bit
/// now and then, which decides between segmentations of equal score.
/// </summary>
internal static class ReferenceNumbers
{
    private static readonly double[] PowersOfTen = [.. Enumerable.Range(0, 309).Select(exponent => double.Parse("1e" + exponent, CultureInfo.InvariantCulture))];

    /// <param name="text">A JSON number.</param>
    public static double Parse(ReadOnlySpan<byte> text)
    {
        var negative = text[0] == '-';
        var at = negative ? 1 : 0;
        var (digits, exponent, full, fraction) = (0UL, 0, false, false);
        for (; at < text.Length && text[at] is (>= (byte)'0' and <= (byte)'9') or (byte)'.'; at++)
        {
            if (text[at] == '.')
            {
                fraction = true;
                continue;
            }
            var digit = (uint)(text[at] - '0');
            full |= digits > (ulong.MaxValue - digit) / 10;
            // Digits that do not fit any more are dropped.
            if (full)
            {
                exponent += fraction ? 0 : 1;
                continue;
            }
            digits = digits * 10 + digit;
            exponent -= fraction ? 1 : 0;
        }
        if (at < text.Length)
            exponent += int.TryParse(text[(at + 1)..], CultureInfo.InvariantCulture, out var stated) ? stated : 0;
        var value = (double)digits;
        for (; exponent < -308 && value != 0; exponent += 308)
            value /= 1e308;
        value = exponent < 0 ? value / PowersOfTen[-exponent] : value * PowersOfTen[Math.Min(exponent, 308)];
        return negative ? -value : value;
    }

    /// <summary>Whether a value, written in its shortest form, is read back as itself.</summary>
    public static bool ReadsBack(double value) => Parse(Encoding.ASCII.GetBytes(value.ToString("R", CultureInfo.InvariantCulture))) == value;
}
