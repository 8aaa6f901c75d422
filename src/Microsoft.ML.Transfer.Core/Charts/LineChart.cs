namespace Microsoft.ML.Transfer.Charts;

/// <summary>Lines over an axis of numbers, such as the accuracy by layer: with bands for their intervals, and with what they are to be compared with. Each line has its name at its end.</summary>
public sealed class LineChart : Chart
{
    private const double MarkRadius = 3.6;
    private const double TickLength = 5;

    /// <summary>The lines; up to seven can be told apart at a glance.</summary>
    public required IReadOnlyList<LineSeries> Series { get; init; }

    /// <summary>Values to compare with that do not change along the axis.</summary>
    public IReadOnlyList<ReferenceLine> References { get; init; } = [];

    /// <summary>The axis from left to right.</summary>
    public required ChartAxis XAxis { get; init; }

    /// <summary>The axis upwards.</summary>
    public required ChartAxis YAxis { get; init; }

    /// <summary>The height of the plot, at least 120 pixels; it grows where the names of the lines need more.</summary>
    public int PlotHeight { get; init; } = 280;

    private protected override void Check()
    {
        XAxis.Check();
        YAxis.Check();
        if (PlotHeight < 120)
            throw new InvalidOperationException($"A plot is at least 120 pixels high, not {PlotHeight}.");
        foreach (var series in Series)
        {
            foreach (var point in series.Points)
            {
                if (!double.IsFinite(point.X) || double.IsInfinity(point.Y) || !IsEnd(point.Low) || !IsEnd(point.High))
                    throw new InvalidOperationException(FormattableString.Invariant($"The line \"{series.Name}\" has a point that cannot be drawn: {point}."));
            }
        }
        foreach (var reference in References)
        {
            if (!double.IsFinite(reference.Value) || !IsEnd(reference.Low) || !IsEnd(reference.High))
                throw new InvalidOperationException(FormattableString.Invariant($"The value to compare with \"{reference.Name}\" cannot be drawn: {reference}."));
        }
        if (!Series.Any(series => series.Drawn.Any()))
            throw new InvalidOperationException($"The chart \"{Title}\" has no points.");

        static bool IsEnd(double? value) => value is null || double.IsFinite(value.Value);
    }

    private protected override double Draw(SvgWriter svg, double top)
    {
        var labels = EndLabels();
        var labelHeight = labels.Sum(label => label.Height);
        var plotHeight = Math.Max(PlotHeight, labelHeight);
        var labelWidth = labels.Count == 0 ? 0 : labels.Max(label => label.Width);

        var points = Series.SelectMany(series => series.Drawn).ToList();
        var values = points.SelectMany(point => new[] { point.Y, point.Low ?? point.Y, point.High ?? point.Y })
            .Concat(References.SelectMany(reference => new[] { reference.Value, reference.Low ?? reference.Value, reference.High ?? reference.Value })).ToList();
        var (yMinimum, yMaximum, yTicks) = YAxis.Range(values.Min(), values.Max(), (int)(plotHeight / 48));
        var (xLeast, xGreatest) = XRange(points.Min(point => point.X), points.Max(point => point.X));

        var yTexts = yTicks.Values.Select(tick => YAxis.TickText(tick, yTicks)).ToList();
        var left = Margin + yTexts.Max(TextStyle.Label.WidthOf) + 8;
        var right = Width - Margin - (labels.Count == 0 ? 8 : labelWidth + 6);
        // The first and the last point stand a little inside, so that their marks are whole.
        var x = new LinearScale(xLeast, xGreatest, left + 8, right - 8);
        var xTicks = Ticks.Within(xLeast, xGreatest, TickCount(x, xLeast, xGreatest), XAxis.Scale == AxisScale.Whole);

        top = AxisFrame.DrawTitle(svg, YAxis.Caption, Margin, top, Width - (2 * Margin));
        var bottom = top + plotHeight;
        var y = new LinearScale(yMinimum, yMaximum, bottom, top);
        foreach (var (tick, text) in yTicks.Values.Zip(yTexts))
        {
            svg.Line(left, y.Of(tick), right, y.Of(tick), Palette.Grid);
            svg.Text(left - 6, y.Of(tick) + TextStyle.Label.MiddleToBaseline, text, TextStyle.Label, TextAnchor.End);
        }
        svg.Line(left, bottom, right, bottom, Palette.Muted);
        foreach (var tick in xTicks.Values)
            svg.Line(x.Of(tick), bottom, x.Of(tick), bottom + TickLength, Palette.Muted);
        AxisFrame.DrawTickTexts(svg, XAxis, xTicks, x, bottom + TickLength + 3, Width);
        var end = AxisFrame.DrawTitle(svg, XAxis.Caption, (left + right) / 2, bottom + TickLength + 3 + TextStyle.Label.LineHeight + 4, right - left, TextAnchor.Middle);

        DrawBands(svg, x, y, left, right);
        DrawReferences(svg, y, left, right);
        for (var index = Series.Count - 1; index >= 0; index--)
            DrawLine(svg, index, x, y);
        for (var index = 0; index < Series.Count; index++)
            DrawMarked(svg, index, x, y, (left, top, right, bottom));
        SeriesEndLabel.Draw(svg, labels, y, right, top, bottom);
        return end + Margin - 6;
    }

    private protected override string Describe()
    {
        var lines = Series.Where(series => series.Drawn.Any()).Select(series =>
        {
            var (first, last, highest) = (series.Drawn.First(), series.Drawn.Last(), series.Drawn.MaxBy(point => point.Y));
            return $"{series.Name}: {At(first)}, {At(last)}, highest {At(highest)}.";
        });
        return $"Line chart of {YAxis.Title} by {XAxis.Title}. " + string.Join(' ', lines.Concat(References.Select(reference => $"{reference.Name}: {YAxis.ValueText(reference.Value)} throughout.")));

        string At(ChartPoint point) => $"{YAxis.ValueText(point.Y)} at {XAxis.ValueText(point.X)}";
    }

    /// <summary>Layers end where they end; other numbers at a tick.</summary>
    private (double Least, double Greatest) XRange(double least, double greatest)
    {
        if (XAxis.Scale == AxisScale.Whole)
            return Ticks.Widen(XAxis.Minimum ?? least, XAxis.Maximum ?? greatest, whole: true);
        var (minimum, maximum, _) = XAxis.Range(least, greatest, (int)(Width / 100d));
        return (minimum, maximum);
    }

    /// <summary>As many ticks as have room for their texts, at most one a 36 pixels.</summary>
    private int TickCount(LinearScale x, double least, double greatest)
    {
        for (var count = (int)((x.To - x.From) / 36); count > 2; count--)
        {
            var ticks = Ticks.Within(least, greatest, count, XAxis.Scale == AxisScale.Whole);
            var room = ticks.Step / (greatest - least) * (x.To - x.From);
            if (ticks.Values.Max(tick => TextStyle.Label.WidthOf(XAxis.TickText(tick, ticks))) + 8 <= room)
                return count;
        }
        return 1;
    }

    private List<SeriesEndLabel> EndLabels()
    {
        var labels = new List<SeriesEndLabel>();
        var room = (Width * 0.3) - SeriesEndLabel.KeyWidth;
        if (Series.Count == 1 && References.Count == 0)
            return labels;
        for (var index = 0; index < Series.Count; index++)
        {
            if (Series[index].Drawn.Any())
                labels.Add(new(Series[index].Name, Series[index].Drawn.Last().Y, index, Series[index].IsBaseline, room));
        }
        labels.AddRange(References.Select((reference, index) => new SeriesEndLabel(reference.Name, reference.Value, SeriesEndLabel.Reference + index, IsBaseline: true, room)));
        return labels;
    }

    private void DrawBands(SvgWriter svg, LinearScale x, LinearScale y, double left, double right)
    {
        foreach (var reference in References.Where(reference => reference.Low < reference.High))
            svg.Rectangle(left, y.Of(reference.High!.Value), right - left, y.Of(reference.Low!.Value) - y.Of(reference.High.Value), Rgb.White.Towards(Palette.Muted, 0.12));
        for (var index = Series.Count - 1; index >= 0; index--)
        {
            foreach (var run in Runs(Series[index]).Select(run => run.Where(point => point is { Low: not null, High: not null }).ToList()).Where(run => run.Count > 1))
            {
                var band = run.Select(point => (x.Of(point.X), y.Of(point.High!.Value))).Concat(run.AsEnumerable().Reverse().Select(point => (x.Of(point.X), y.Of(point.Low!.Value)))).ToArray();
                svg.Path(new PathData().Polygon(band).ToString(), Palette.Of(index), opacity: 0.18);
            }
        }
    }

    private void DrawReferences(SvgWriter svg, LinearScale y, double left, double right)
    {
        for (var index = 0; index < References.Count; index++)
        {
            var reference = References[index];
            svg.Path(new PathData().MoveTo(left, y.Of(reference.Value)).LineTo(right, y.Of(reference.Value)).ToString(), fill: null, Palette.Muted, 1.4, SeriesEndLabel.DashOfReference(index), tooltip: Tooltip(reference.Name, reference.Value, reference.Low, reference.High));
        }
    }

    private void DrawLine(SvgWriter svg, int index, LinearScale x, LinearScale y)
    {
        var series = Series[index];
        var colour = Palette.Of(index);
        foreach (var run in Runs(series).Where(run => run.Count > 1))
        {
            var path = new PathData().MoveTo(x.Of(run[0].X), y.Of(run[0].Y));
            foreach (var point in run.Skip(1))
                path.LineTo(x.Of(point.X), y.Of(point.Y));
            svg.Path(path.ToString(), fill: null, colour, series.IsBaseline ? 1.8 : 2.4, series.IsBaseline ? SeriesEndLabel.BaselineDash : Palette.DashOf(index));
        }
        foreach (var point in series.Drawn)
        {
            var tooltip = $"{XAxis.Title} {XAxis.ValueText(point.X)}: {Tooltip(series.Name, point.Y, point.Low, point.High)}";
            svg.Path(Mark.Of(index, x.Of(point.X), y.Of(point.Y), series.IsBaseline ? MarkRadius * 0.7 : MarkRadius), colour, Palette.EdgeOf(colour), 0.8, tooltip: tooltip);
        }
    }

    private void DrawMarked(SvgWriter svg, int index, LinearScale x, LinearScale y, (double Left, double Top, double Right, double Bottom) plot)
    {
        if (Series[index].Marked == MarkedPoint.None || !Series[index].Drawn.Any())
            return;
        var marked = Series[index].Marked == MarkedPoint.Highest ? Series[index].Drawn.MaxBy(point => point.Y) : Series[index].Drawn.MinBy(point => point.Y);
        var (centreX, centreY) = (x.Of(marked.X), y.Of(marked.Y));
        svg.Path(Mark.Of(0, centreX, centreY, MarkRadius + 3.5), fill: null, Palette.Ink, 1.4);
        var style = TextStyle.Label with { Bold = true, Halo = true };
        var text = YAxis.ValueText(marked.Y);
        var half = style.WidthOf(text) / 2;
        var textX = Math.Clamp(centreX, plot.Left + half, Math.Max(plot.Left + half, plot.Right - half));
        // Above the ring, or below it where the plot or another text is in the way; without a text where both are taken.
        foreach (var textY in new[] { centreY - 12, centreY + 12 + style.Ascent })
        {
            if (textY - style.Ascent < plot.Top || textY + style.Descent > plot.Bottom || !svg.HasRoomFor(textX, textY, text, style, TextAnchor.Middle))
                continue;
            svg.Text(textX, textY, text, style, TextAnchor.Middle);
            return;
        }
    }

    private string Tooltip(string name, double value, double? low, double? high) =>
        $"{name} {YAxis.ValueText(value)}" + (low is { } least && high is { } greatest ? $" ({YAxis.ValueText(least)} to {YAxis.ValueText(greatest)})" : "");

    /// <summary>The points between gaps.</summary>
    private static IEnumerable<List<ChartPoint>> Runs(LineSeries series)
    {
        var run = new List<ChartPoint>();
        foreach (var point in series.Points)
        {
            if (!double.IsNaN(point.Y))
            {
                run.Add(point);
                continue;
            }
            yield return run;
            run = [];
        }
        yield return run;
    }
}
