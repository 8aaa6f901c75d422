namespace Microsoft.ML.Transfer.Charts;

/// <summary>The name of a line, at its end: nobody has to look it up by its colour. Names whose lines end close together are moved apart and joined to their lines.</summary>
internal sealed record SeriesEndLabel(string Name, double Value, int Series, bool IsBaseline, double Room)
{
    /// <summary>From the edge of the plot to the text, in pixels.</summary>
    public const double KeyWidth = 40;

    /// <summary>The number of the first of the values to compare with, which have no colour of a series.</summary>
    public const int Reference = 1_000_000;

    /// <summary>How lines that others are compared with are dashed.</summary>
    public const string BaselineDash = "6 3";

    private const double JoinWidth = 12;
    private const double Gap = 3;
    private static readonly string[] ReferenceDashes = ["2 3", "9 3", "9 3 2 3", "4 2"];

    private readonly IReadOnlyList<string> _lines = TextLines.Wrap(Name, TextStyle.Label, Room, 2);

    public double Height => (_lines.Count * TextStyle.Label.LineHeight) + Gap;

    public double Width => KeyWidth + (_lines.Count == 0 ? 0 : _lines.Max(TextStyle.Label.WidthOf));

    /// <summary>How the line of a value to compare with is dashed.</summary>
    public static string DashOfReference(int index) => ReferenceDashes[index % ReferenceDashes.Length];

    /// <summary>Writes names beside a plot, none over another.</summary>
    public static void Draw(SvgWriter svg, IReadOnlyList<SeriesEndLabel> labels, LinearScale y, double right, double top, double bottom)
    {
        var ordered = labels.OrderBy(label => y.Of(label.Value)).ToList();
        var centres = Spread.Apart([.. ordered.Select(label => y.Of(label.Value))], [.. ordered.Select(label => label.Height)], top, bottom);
        for (var i = 0; i < ordered.Count; i++)
            ordered[i].Draw(svg, y.Of(ordered[i].Value), centres[i], right);
    }

    private void Draw(SvgWriter svg, double lineEnd, double centre, double right)
    {
        var isReference = Series >= Reference;
        var colour = isReference ? Palette.Muted : Palette.Of(Series);
        svg.Path(new PathData().MoveTo(right + 1, lineEnd).LineTo(right + JoinWidth - 2, centre).ToString(), fill: null, Rgb.White.Towards(Palette.Muted, 0.5), 0.8);
        var dashes = isReference ? DashOfReference(Series - Reference) : IsBaseline ? BaselineDash : Palette.DashOf(Series);
        svg.Line(right + JoinWidth, centre, right + KeyWidth - 6, centre, colour, isReference ? 1.4 : IsBaseline ? 1.8 : 2.4, dashes);
        if (!isReference)
            svg.Path(Mark.Of(Series, right + ((JoinWidth + KeyWidth - 6) / 2), centre, IsBaseline ? 2.5 : 3.6), colour, Palette.EdgeOf(colour), 0.8);
        var baseline = centre - ((_lines.Count - 1) * TextStyle.Label.LineHeight / 2) + TextStyle.Label.MiddleToBaseline;
        foreach (var line in _lines)
        {
            svg.Text(right + KeyWidth, baseline, line, TextStyle.Label);
            baseline += TextStyle.Label.LineHeight;
        }
    }
}
