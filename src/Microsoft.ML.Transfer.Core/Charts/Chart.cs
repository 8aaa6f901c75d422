namespace Microsoft.ML.Transfer.Charts;

/// <summary>
/// A chart as a picture of scalable vector graphics: a text without scripts, styles or references to other files, the same on every machine and in every culture. In a notebook of .NET
/// Interactive a chart at the end of a cell is shown as the picture.
/// </summary>
[TypeFormatterSource(typeof(HtmlViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public abstract class Chart : IHtmlView
{
    /// <summary>The margin around everything, in pixels.</summary>
    private protected const double Margin = 16;

    private const int MinimumWidth = 320;
    private const int MaximumWidth = 4000;

    private protected Chart()
    {
    }

    /// <summary>What the chart shows, as a finding: "Parts of speech are read best from layer 6" says more than "Accuracy by layer".</summary>
    public required string Title { get; init; }

    /// <summary>A second, smaller line, such as what was measured on what; null for none.</summary>
    public string? Subtitle { get; init; }

    /// <summary>What is in the picture, for readers who do not see it; written from the numbers when null.</summary>
    public string? Description { get; init; }

    /// <summary>The width, 320 to 4000 pixels. The height follows from what is in the chart.</summary>
    public int Width { get; init; } = 720;

    /// <summary>Draws the chart.</summary>
    /// <returns>An <c>svg</c> element, with its namespace: a file of its own, or a part of a page.</returns>
    /// <exception cref="InvalidOperationException">There is nothing to draw, or a number that cannot be drawn; the message names it.</exception>
    public string ToSvg()
    {
        if (Width is < MinimumWidth or > MaximumWidth)
            throw new InvalidOperationException($"A chart is {MinimumWidth} to {MaximumWidth} pixels wide, not {Width}.");
        Check();
        var svg = new SvgWriter();
        var height = Draw(svg, DrawTitle(svg));
        return svg.Finish(Width, Math.Ceiling(height), Title, Description ?? Describe());
    }

    /// <summary>Draws the chart as a figure of a page.</summary>
    /// <returns>A <c>figure</c> element.</returns>
    /// <exception cref="InvalidOperationException">There is nothing to draw, or a number that cannot be drawn; the message names it.</exception>
    public string ToHtml() => $"<figure style=\"margin:0\">\n{ToSvg()}</figure>\n";

    /// <summary>Draws the chart into a file.</summary>
    /// <param name="path">The file, usually named <c>.svg</c>; one that is there is replaced.</param>
    /// <exception cref="InvalidOperationException">There is nothing to draw, or a number that cannot be drawn; the message names it.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        File.WriteAllText(path, ToSvg());
    }

    /// <summary>Refuses what cannot be drawn.</summary>
    private protected abstract void Check();

    /// <summary>Draws what is below the title.</summary>
    /// <param name="svg">The picture.</param>
    /// <param name="top">Where it begins, in pixels.</param>
    /// <returns>Where it ends, the margin included, in pixels.</returns>
    private protected abstract double Draw(SvgWriter svg, double top);

    /// <summary>What is in the picture, in words.</summary>
    private protected abstract string Describe();

    private double DrawTitle(SvgWriter svg)
    {
        var y = Margin;
        foreach (var (text, style, lines) in new[] { (Title, TextStyle.Title, 3), (Subtitle ?? "", TextStyle.Subtitle, 3) })
        {
            foreach (var line in TextLines.Wrap(text, style, Width - (2 * Margin), lines))
            {
                svg.Text(Margin, y + style.Ascent, line, style);
                y += style.LineHeight;
            }
        }
        return y + 10;
    }
}
