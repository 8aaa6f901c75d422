namespace Microsoft.ML.Transfer.Charts;

/// <summary>
/// Clouds of points side by side, such as the contexts of a word in each layer, projected to two dimensions. Each panel has its own scale, the same in both directions, so that distances in it compare;
/// distances of different panels do not.
/// </summary>
public sealed class ScatterGrid : Chart
{
    private const double PanelGap = 14;
    private const double SmallestPanel = 120;
    private const double Inset = 8;

    /// <summary>The panels, from left to right and from top to bottom.</summary>
    public required IReadOnlyList<ScatterPanel> Panels { get; init; }

    /// <summary>The names of the groups of points.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>What is to the right.</summary>
    public string XTitle { get; init; } = "1st principal component";

    /// <summary>What is upwards.</summary>
    public string YTitle { get; init; } = "2nd principal component";

    /// <summary>How many panels stand side by side; as many as suit the width, at most five, when null.</summary>
    public int? PanelsAcross { get; init; }

    private protected override void Check()
    {
        if (Panels.Count == 0 || Panels.All(panel => panel.Points.Count == 0))
            throw new InvalidOperationException($"The chart \"{Title}\" has no points.");
        if (PanelsAcross is { } across && (across < 1 || PanelSize(across) < SmallestPanel))
            throw new InvalidOperationException(FormattableString.Invariant($"{across} panels do not stand side by side in {Width} pixels; a panel is at least {SmallestPanel} wide."));
        foreach (var panel in Panels)
        {
            foreach (var point in panel.Points)
            {
                if (!double.IsFinite(point.X) || !double.IsFinite(point.Y) || point.Group < 0 || point.Group >= Groups.Count)
                    throw new InvalidOperationException(FormattableString.Invariant($"The panel \"{panel.Title}\" has a point that cannot be drawn among {Groups.Count} groups: {point}."));
            }
        }
    }

    private protected override double Draw(SvgWriter svg, double top)
    {
        var across = PanelsAcross ?? Across();
        var size = Math.Min(PanelSize(across), 420);
        top = Legend.Draw(svg, [.. Groups.Select((group, index) => (group, Legend.MarkKey(svg, index)))], Margin, top, Width - (2 * Margin));

        foreach (var row in Panels.Chunk(across))
        {
            var titles = row.Select(panel => TextLines.Wrap(panel.Title, PanelTitle, size, 2)).ToList();
            var notes = row.Select(panel => TextLines.Wrap(panel.Note ?? "", TextStyle.Subtitle with { Size = 11 }, size, 2)).ToList();
            var head = titles.Zip(notes).Max(pair => (pair.First.Count * PanelTitle.LineHeight) + (pair.Second.Count * TextStyle.Label.LineHeight)) + 3;
            for (var column = 0; column < row.Length; column++)
            {
                var left = Margin + (column * (size + PanelGap));
                var y = top;
                foreach (var line in titles[column])
                {
                    svg.Text(left, y + PanelTitle.Ascent, line, PanelTitle);
                    y += PanelTitle.LineHeight;
                }
                foreach (var line in notes[column])
                {
                    svg.Text(left, y + TextStyle.Label.Ascent, line, TextStyle.Label with { Colour = Palette.Muted });
                    y += TextStyle.Label.LineHeight;
                }
                DrawPanel(svg, row[column], left, top + head, size);
            }
            top += head + size + PanelGap;
        }
        return AxisFrame.DrawTitle(svg, $"→ {XTitle} · ↑ {YTitle} · Scales differ between panels.", Margin, top - 4, Width - (2 * Margin)) + Margin - 6;
    }

    private protected override string Describe() =>
        FormattableString.Invariant($"{Panels.Count} scatter plots of {XTitle} (right) and {YTitle} (up), of points in {Groups.Count} groups: {string.Join(", ", Groups)}. ")
        + string.Join(' ', Panels.Select(panel => FormattableString.Invariant($"{panel.Title}: {panel.Points.Count} points{(panel.Note is { } note ? ", " + note : "")}.")));

    private static TextStyle PanelTitle { get; } = TextStyle.AxisTitle with { Bold = true };

    /// <summary>Of the numbers that have room the one that leaves the fewest places empty; the smaller panels where several do.</summary>
    private int Across()
    {
        var room = (int)((Width - (2 * Margin) + PanelGap) / (SmallestPanel + PanelGap));
        var most = Math.Min(Panels.Count, Math.Max(1, Math.Min(room, Panels.Count > 8 ? 5 : 4)));
        return Enumerable.Range(Math.Min(3, most), most - Math.Min(3, most) + 1).Reverse().MinBy(across => ((across - (Panels.Count % across)) % across));
    }

    private double PanelSize(int across) => (Width - (2 * Margin) - ((across - 1) * PanelGap)) / across;

    private void DrawPanel(SvgWriter svg, ScatterPanel panel, double left, double top, double size)
    {
        svg.Rectangle(left, top, size, size, new Rgb(0xFC, 0xFC, 0xFC), Palette.Grid);
        if (panel.Points.Count == 0)
            return;
        var (leastX, greatestX, leastY, greatestY) = (panel.Points.Min(point => point.X), panel.Points.Max(point => point.X), panel.Points.Min(point => point.Y), panel.Points.Max(point => point.Y));
        // One scale for both directions; all points at one place stand in the middle.
        var span = Math.Max(greatestX - leastX, greatestY - leastY);
        var scale = span > 0 && double.IsFinite(span) ? (size - (2 * Inset)) / span : 0;
        var (middleX, middleY) = ((leastX / 2) + (greatestX / 2), (leastY / 2) + (greatestY / 2));
        var radius = panel.Points.Count switch { <= 60 => 3.6, <= 250 => 2.8, <= 1000 => 2.1, _ => 1.5 };
        // A path a group: a thousand points are then one element.
        for (var group = 0; group < Groups.Count; group++)
        {
            var path = new PathData();
            foreach (var point in panel.Points.Where(point => point.Group == group))
                Mark.Add(path, group, left + (size / 2) + ((point.X - middleX) * scale), top + (size / 2) - ((point.Y - middleY) * scale), radius);
            if (!path.IsEmpty)
                svg.Path(path.ToString(), Palette.Of(group), Palette.EdgeOf(Palette.Of(group)), Math.Min(0.5, radius / 8), opacity: 0.8, tooltip: Groups[group]);
        }
    }
}
