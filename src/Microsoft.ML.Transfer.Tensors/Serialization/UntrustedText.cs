using System.Globalization;
using System.Text;

namespace Microsoft.ML.Transfer.Tensors.Serialization;

/// <summary>
/// Shows text that came out of a file in an error message: quoted, control characters escaped (a name must not be able to
/// drive the reader's terminal), and cut when long.
/// </summary>
internal static class UntrustedText
{
    private const int LongestShown = 120;

    public static string Quote(string text)
    {
        var shown = new StringBuilder("'");
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, LongestShown)))
        {
            var category = char.GetUnicodeCategory(c);
            if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else
                shown.Append(c);
        }
        shown.Append('\'');
        if (text.Length > LongestShown)
            shown.Append(CultureInfo.InvariantCulture, $"... ({text.Length} characters)");
        return shown.ToString();
    }
}
