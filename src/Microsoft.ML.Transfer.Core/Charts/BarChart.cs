namespace Microsoft.ML.Transfer.Charts;

/// <summary>Bars from left to right, one or more a category, with their values, their intervals, and what they are to be compared with. They begin at zero, so that their lengths compare.</summary>
public sealed class BarChart : Chart
{
    private const double BarPitch = 15;
    private const double BarHeight = 11;
    private const double CategoryGap = 9;
    private const double LabelGap = 6;

    /// <summary>The names of the categories, from top to bottom.</summary>
    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>The bars.</summary>
    public required IReadOnlyList<BarSeries> Series { get; init; }

    /// <summary>Values to compare with, the same for all categories.</summary>
    public IReadOnlyList<ReferenceLine> References { get; init; } = [];

    /// <summary>What the length of a bar stands for; the axis always has the zero.</summary>
    public required ChartAxis ValueAxis { get; init; }

    private protected override void Check()
    {
        ValueAxis.Check();
        if (ValueAxis.Minimum > 0 || ValueAxis.Maximum < 0)
            throw new InvalidOperationException($"Bars begin at zero, which the axis \"{ValueAxis.Title}\" does not have.");
        if (Categories.Count == 0 || Series.Count == 0)
            throw new InvalidOperationException($"The chart \"{Title}\" has no bars.");
        foreach (var series in Series)
        {
            if (series.Values.Count != Categories.Count)
                throw new InvalidOperationException(FormattableString.Invariant($"The bars \"{series.Name}\" have {series.Values.Count} values for {Categories.Count} categories."));
            foreach (var value in series.Values)
            {
                if (double.IsInfinity(value.Value) || !double.IsFinite(value.Low ?? 0) || !double.IsFinite(value.High ?? 0))
                    throw new InvalidOperationException(FormattableString.Invariant($"The bars \"{series.Name}\" have a value that cannot be drawn: {value}."));
            }
        }
        if (References.FirstOrDefault(reference => !double.IsFinite(reference.Value)) is { } bad)
            throw new InvalidOperationException($"The value to compare with \"{bad.Name}\" cannot be drawn: it is not finite.");
    }

    private protected override double Draw(SvgWriter svg, double top)
    {
        var inner = Width - (2 * Margin);
        top = Legend.Draw(svg, LegendItems(svg), Margin, top, inner);

        var names = Categories.Select(category => TextLines.Wrap(category, TextStyle.Label, inner * 0.32, 2)).ToList();
        var left = Margin + names.SelectMany(lines => lines).Select(TextStyle.Label.WidthOf).DefaultIfEmpty(0).Max() + 8;
        var drawn = Series.SelectMany(series => series.Values).Where(value => !double.IsNaN(value.Value)).ToList();
        var valueWidth = drawn.Count == 0 ? 0 : drawn.Max(value => TextStyle.Label.WidthOf(ValueAxis.ValueText(value.Value)));
        var right = Width - Margin - valueWidth - LabelGap;
        var ends = drawn.SelectMany(value => new[] { value.Value, value.Low ?? 0, value.High ?? 0 }).Concat(References.Select(reference => reference.Value)).Append(0).ToList();
        var (minimum, maximum, ticks) = ValueAxis.Range(ends.Min(), ends.Max(), Math.Max(2, (int)((right - left) / 70)));
        var x = new LinearScale(minimum, maximum, left, right);

        var heights = names.Select(lines => Math.Max(Series.Count * BarPitch, lines.Count * TextStyle.Label.LineHeight) + CategoryGap).ToList();
        var bottom = top + heights.Sum() + 2;
        foreach (var tick in ticks.Values)
            svg.Line(x.Of(tick), top, x.Of(tick), bottom, Palette.Grid);
        AxisFrame.DrawTickTexts(svg, ValueAxis, ticks, x, bottom + 5, Width);
        for (var index = 0; index < References.Count; index++)
        {
            var reference = References[index];
            var at = x.Of(reference.Value);
            svg.Path(new PathData().MoveTo(at, top).LineTo(at, bottom).ToString(), fill: null, Palette.Muted, 1.4, SeriesEndLabel.DashOfReference(index), tooltip: $"{reference.Name} {ValueAxis.ValueText(reference.Value)}");
        }
        var y = top + 2;
        for (var category = 0; category < Categories.Count; category++)
        {
            var middle = y + (heights[category] / 2);
            var baseline = middle - ((names[category].Count - 1) * TextStyle.Label.LineHeight / 2) + TextStyle.Label.MiddleToBaseline;
            foreach (var line in names[category])
            {
                svg.Text(left - 8, baseline, line, TextStyle.Label, TextAnchor.End);
                baseline += TextStyle.Label.LineHeight;
            }
            for (var series = 0; series < Series.Count; series++)
                DrawBar(svg, series, category, middle + ((series - ((Series.Count - 1) / 2d)) * BarPitch), x);
            y += heights[category];
        }
        svg.Line(x.Of(0), top, x.Of(0), bottom, Palette.Muted);
        return AxisFrame.DrawTitle(svg, ValueAxis.Caption, (left + right) / 2, bottom + 5 + TextStyle.Label.LineHeight + 4, right - left, TextAnchor.Middle) + Margin - 6;
    }

    private protected override string Describe() =>
        $"Bar chart of {ValueAxis.Title}. " + string.Join(' ', Series.Select(series => $"{series.Name}: {string.Join(", ", Categories.Zip(series.Values).Where(bar => !double.IsNaN(bar.Second.Value)).Select(bar => $"{bar.First} {ValueAxis.ValueText(bar.Second.Value)}"))}.")
            .Concat(References.Select(reference => $"{reference.Name}: {ValueAxis.ValueText(reference.Value)}.")));

    private List<(string Name, LegendKey Key)> LegendItems(SvgWriter svg)
    {
        var items = new List<(string Name, LegendKey Key)>();
        if (Series.Count > 1 || References.Count > 0)
            items.AddRange(Series.Select((series, index) => (series.Name, Legend.BarKey(svg, index))));
        items.AddRange(References.Select((reference, index) => ($"{reference.Name} {ValueAxis.ValueText(reference.Value)}", Legend.ReferenceKey(svg, index))));
        return items;
    }

    private void DrawBar(SvgWriter svg, int series, int category, double middle, LinearScale x)
    {
        var (value, low, high) = Series[series].Values[category];
        if (double.IsNaN(value))
            return;
        var colour = Palette.Of(series);
        var (from, to) = (x.Of(Math.Min(0, value)), x.Of(Math.Max(0, value)));
        var interval = low is { } least && high is { } greatest ? $" ({ValueAxis.ValueText(least)} to {ValueAxis.ValueText(greatest)})" : "";
        svg.Rectangle(from, middle - (BarHeight / 2), to - from, BarHeight, colour, Palette.EdgeOf(colour), 0.8, tooltip: $"{Categories[category]}, {Series[series].Name}: {ValueAxis.ValueText(value)}{interval}");
        var end = to;
        if (low is { } lower && high is { } upper)
        {
            // White below, so that it is seen on the bar and beside it.
            foreach (var (paint, width) in new[] { (Rgb.White, 3.2), (Palette.Ink, 1.2) })
            {
                var whisker = new PathData().MoveTo(x.Of(lower), middle).LineTo(x.Of(upper), middle);
                foreach (var cap in new[] { x.Of(lower), x.Of(upper) })
                    whisker.MoveTo(cap, middle - 3).LineTo(cap, middle + 3);
                svg.Path(whisker.ToString(), fill: null, paint, width);
            }
            end = Math.Max(end, x.Of(upper));
        }
        svg.Text(end + LabelGap, middle + TextStyle.Label.MiddleToBaseline, ValueAxis.ValueText(value), TextStyle.Label with { Halo = true });
    }
}
