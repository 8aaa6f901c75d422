using System.Globalization;
using System.Text;

namespace Microsoft.ML.Transfer.Charts;

/// <summary>
/// Writes the elements of a picture. Only attributes are used, no styles, ids or scripts, so that any number of pictures can stand in one page; numbers have two decimals and are written
/// the same way in every culture.
/// </summary>
internal sealed class SvgWriter
{
    private readonly StringBuilder _elements = new();
    private readonly List<TextBox> _texts = [];

    /// <summary>A line.</summary>
    public void Line(double x1, double y1, double x2, double y2, Rgb colour, double width = 1, string? dashes = null) =>
        Write($"<line x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\" stroke=\"{colour}\" stroke-width=\"{width:0.##}\"{Dashes(dashes)}/>\n");

    /// <summary>A rectangle, with a text that is shown when the pointer rests on it.</summary>
    public void Rectangle(double x, double y, double width, double height, Rgb? fill, Rgb? stroke = null, double strokeWidth = 1, string? tooltip = null)
    {
        Write($"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"{Paint(fill)}\"");
        if (stroke is { } edge)
            Write($" stroke=\"{edge}\" stroke-width=\"{strokeWidth:0.##}\"");
        Close("rect", tooltip);
    }

    /// <summary>A path, with a text that is shown when the pointer rests on it.</summary>
    public void Path(string data, Rgb? fill, Rgb? stroke = null, double width = 1, string? dashes = null, double opacity = 1, string? tooltip = null)
    {
        Write($"<path d=\"{data}\" fill=\"{Paint(fill)}\"");
        if (stroke is { } edge)
            Write($" stroke=\"{edge}\" stroke-width=\"{width:0.##}\" stroke-linejoin=\"round\"{Dashes(dashes)}");
        if (opacity < 1)
            Write($" opacity=\"{opacity:0.##}\"");
        Close("path", tooltip);
    }

    /// <summary>A line of text.</summary>
    /// <param name="x">Where its anchor stands, from the left, in pixels.</param>
    /// <param name="y">Where the line is that its letters stand on, from the top, in pixels.</param>
    /// <param name="text">The text.</param>
    /// <param name="style">How it looks.</param>
    /// <param name="anchor">What of it stands at <paramref name="x"/>.</param>
    /// <param name="upwards">Whether it is turned so that it is read upwards.</param>
    public void Text(double x, double y, string text, TextStyle style, TextAnchor anchor = TextAnchor.Start, bool upwards = false)
    {
        if (text.Length == 0)
            return;
        _texts.Add(TextBox.Of(x, y, text, style, anchor, upwards));
        Write($"<text x=\"{x:0.##}\" y=\"{y:0.##}\" font-size=\"{style.Size:0.##}\" fill=\"{style.Colour}\"");
        if (anchor != TextAnchor.Start)
            Write($" text-anchor=\"{(anchor == TextAnchor.Middle ? "middle" : "end")}\"");
        if (style.Bold)
            Write($" font-weight=\"bold\"");
        if (style.Halo)
            Write($" stroke=\"{Rgb.White}\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"");
        if (upwards)
            Write($" transform=\"rotate(-90 {x:0.##} {y:0.##})\"");
        Write($">{XmlText.Escape(text)}</text>\n");
    }

    /// <summary>Whether a text would lie on none that is there already.</summary>
    public bool HasRoomFor(double x, double y, string text, TextStyle style, TextAnchor anchor)
    {
        var box = TextBox.Of(x, y, text, style, anchor, upwards: false);
        return _texts.TrueForAll(other => !other.Overlaps(box));
    }

    /// <summary>The whole picture.</summary>
    /// <param name="width">Its width, in pixels.</param>
    /// <param name="height">Its height, in pixels.</param>
    /// <param name="title">What it says, for who does not see it.</param>
    /// <param name="description">What it shows, for who does not see it.</param>
    public string Finish(double width, double height, string title, string description)
    {
        var elements = _elements.ToString();
        _elements.Clear();
        // The size and its limit make the picture as wide as its place in a page at most; the first child is its accessible name.
        Write($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:0.##} {height:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" role=\"img\" aria-label=\"{XmlText.Escape(title)}\"");
        Write($" font-family=\"{XmlText.Escape(TextMetrics.FontFamily)}\" style=\"max-width:100%;height:auto\">\n");
        Write($"<title>{XmlText.Escape(title)}</title>\n<desc>{XmlText.Escape(description)}</desc>\n");
        Write($"<rect width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"{Rgb.White}\"/>\n");
        _elements.Append(elements).Append("</svg>\n");
        return _elements.ToString();
    }

    private static string Paint(Rgb? fill) => fill?.ToString() ?? "none";

    private static string Dashes(string? dashes) => dashes is null ? "" : $" stroke-dasharray=\"{dashes}\"";

    private void Close(string element, string? tooltip)
    {
        if (tooltip is null)
            Write($"/>\n");
        else
            Write($"><title>{XmlText.Escape(tooltip)}</title></{element}>\n");
    }

    private void Write(FormattableString text) => _elements.Append(text.ToString(CultureInfo.InvariantCulture));
}
