using System.Globalization;
using Microsoft.ML.Transfer.Charts;

namespace Microsoft.ML.Transfer.Probing;

/// <content>The pictures and the page.</content>
[TypeFormatterSource(typeof(HtmlViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed partial record SenseReport
{
    /// <summary>How well the nearest neighbour tells the senses, by layer.</summary>
    /// <exception cref="InvalidOperationException">There is no layer.</exception>
    public LineChart AccuracyChart() => new()
    {
        Title = Finding(),
        Subtitle = $"{Count(TestContexts)} contexts of '{Word}', each taken for the sense of the nearest of {Count(TrainingContexts)} others by cosine; bands are 95 % intervals",
        XAxis = LayerAxis,
        YAxis = new("Accuracy and macro-F1", AxisScale.Share),
        Series =
        [
            .. Layers.Any(layer => layer.RandomEncoder is not null)
                ? [new LineSeries("Macro-F1, random weights", [.. Layers.Select(layer => new ChartPoint(layer.Layer, layer.RandomEncoder?.MacroF1 ?? double.NaN))]) { IsBaseline = true }]
                : Array.Empty<LineSeries>(),
            new("Macro-F1, nearest context", [.. Layers.Select(layer => new ChartPoint(layer.Layer, layer.MacroF1.Value, layer.MacroF1.Low, layer.MacroF1.High))]) { Marked = MarkedPoint.Highest },
            new("Macro-F1, nearest centroid", [.. Layers.Select(layer => new ChartPoint(layer.Layer, layer.NearestCentroid.MacroF1))]),
            new("Accuracy, nearest context", [.. Layers.Select(layer => new ChartPoint(layer.Layer, layer.Accuracy.Value, layer.Accuracy.Low, layer.Accuracy.High))]),
        ],
        References = [new("Macro-F1 of the most frequent sense", Majority.MacroF1), new("Accuracy of the most frequent sense", Majority.Accuracy)],
    };

    /// <summary>How much farther contexts of different senses are apart than those of one, by layer.</summary>
    /// <exception cref="InvalidOperationException">There is no layer.</exception>
    public LineChart SeparationChart()
    {
        var most = Layers.MaxBy(layer => layer.Separation.Ratio) ?? throw new InvalidOperationException("There is no layer.");
        return new LineChart
        {
            Title = string.Create(CultureInfo.InvariantCulture, $"Different senses of '{Word}' are farthest apart in layer {most.Layer}: {most.Separation.Ratio:F2} times as far as contexts of one sense"),
            Subtitle = "Mean cosine distance of two contexts of different senses, divided by that of two contexts of one sense; each sense counts the same",
            XAxis = LayerAxis,
            YAxis = new("Between / within senses"),
            Series = [new(Model, [.. Layers.Select(layer => new ChartPoint(layer.Layer, layer.Separation.Ratio))]) { Marked = MarkedPoint.Highest }],
            References = [new("Not told apart", 1)],
        };
    }

    /// <summary>The contexts in the plane in which each layer's vectors vary most; each axis points the same way in all layers.</summary>
    /// <exception cref="InvalidOperationException">There is no layer.</exception>
    public ScatterGrid PointsChart() => new()
    {
        Title = $"The contexts of '{Word}' in each layer, in the plane in which they vary most",
        Subtitle = "Two principal components of each layer; an axis points the way in which its points correlate with those of the layer before",
        Groups = Senses,
        Panels =
        [
            .. Layers.Select(layer => new ScatterPanel($"Layer {Count(layer.Layer)}", [.. layer.Points.Select(point => new ScatterPoint(point.First, point.Second, point.Sense))])
            {
                Note = string.Create(CultureInfo.InvariantCulture, $"ratio {layer.Separation.Ratio:F2}, {100 * (layer.FirstShare + layer.SecondShare):F0} % of variance"),
            }),
        ],
    };

    /// <inheritdoc/>
    public override Chart ToChart() => PointsChart();

    /// <inheritdoc/>
    public override ReportPage ToPage() => new(Finding())
    {
        Summary =
        [
            ("What may be concluded:", $"In layer {Count(Best.Layer)} the nearest context by cosine has the same sense of '{Word}' for {Best.Accuracy} of {Count(TestContexts)} contexts (macro-F1 {Best.MacroF1}); always saying the most frequent sense reaches {Percent(Majority.Accuracy)} (macro-F1 {F1(Majority)}){Random()}."),
            ("What may not:", "One word is one word: another may peak in another layer. Near contexts share topic and phrasing as well as sense, so that a layer can be right for either reason. The best layer was picked by the score that is reported; layers whose intervals overlap are not to be ranked."
                + (SharedContexts > 0 ? $" {Count(SharedContexts)} of the contexts that were asked stand word for word among those to learn from." : "")),
        ],
        Facts =
        [
            ("Word", Word), ("Model", Model), ("Senses", string.Join(", ", Senses)), ("Contexts to learn from", Count(TrainingContexts)), ("Contexts asked", Count(TestContexts)),
            ("Most frequent sense", $"{Percent(Majority.Accuracy)}, macro-F1 {F1(Majority)}"), ("In parentheses", "95 % intervals"),
        ],
        Sections =
        [
            new("Senses by layer") { Chart = AccuracyChart(), Table = Table() },
            new("How far the senses are apart")
            {
                Text = ["Cosine distances are small in all layers that have a few dominant directions; their ratio does not depend on that scale."],
                Chart = SeparationChart(),
            },
            new("The contexts in each layer") { Chart = PointsChart() },
        ],
    };

    private string Finding()
    {
        var rival = Rival.StrongestOf([
            .. Layers.Select(layer => layer.RandomEncoder).OfType<ConfusionCounts>().Select(counts => new Rival(MacroF1Interval.Of(counts), "an encoder with random weights")),
            new(MacroF1Interval.Of(Majority), "always saying the most frequent one"),
        ]);
        return rival.IsBeatenBy(Best.MacroF1)
            ? $"Layer {Count(Best.Layer)} tells the senses of '{Word}' apart best: macro-F1 {F1(Best.NearestNeighbour)}"
            : $"No layer is shown to tell the senses of '{Word}' better than {rival.Name}";
    }

    private string Random() => Layers.Select(layer => layer.RandomEncoder).OfType<ConfusionCounts>().MaxBy(counts => counts.MacroF1) is { } random
        ? $", the best layer of an encoder of the same shape with random weights {Percent(random.Accuracy)} (macro-F1 {F1(random)})"
        : "";

    private ReportTable Table() => new(
        ["Layer", "Accuracy (%)", "Macro-F1 (%)", "Centroid macro-F1 (%)", "Random weights macro-F1 (%)", "Between", "Within", "Ratio"],
        [.. Layers.Select(layer => (IReadOnlyList<string>)
        [
            Count(layer.Layer),
            Interval(layer.Accuracy),
            Interval(layer.MacroF1),
            (100 * layer.NearestCentroid.MacroF1).ToString("F1", CultureInfo.InvariantCulture),
            layer.RandomEncoder is { } random ? (100 * random.MacroF1).ToString("F1", CultureInfo.InvariantCulture) : "",
            layer.Separation.Between.ToString("F3", CultureInfo.InvariantCulture),
            layer.Separation.Within.ToString("F3", CultureInfo.InvariantCulture),
            layer.Separation.Ratio.ToString("F2", CultureInfo.InvariantCulture),
        ])])
    {
        MarkedRow = Layers.TakeWhile(layer => layer != Best).Count(),
    };

    private static string F1(ConfusionCounts counts) => counts.MacroF1.ToString("F3", CultureInfo.InvariantCulture);
}
