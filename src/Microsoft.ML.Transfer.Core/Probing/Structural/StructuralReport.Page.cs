using System.Globalization;
using Microsoft.ML.Transfer.Charts;

namespace Microsoft.ML.Transfer.Probing;

/// <content>The pictures and the page.</content>
[TypeFormatterSource(typeof(HtmlViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed partial record StructuralReport
{
    /// <summary>How many edges of the trees are found, by layer, beside the linear chain and, where it was probed, an encoder with random weights.</summary>
    /// <exception cref="InvalidOperationException">No layer was probed.</exception>
    public LineChart EdgeChart() => new()
    {
        Title = Finding(),
        Subtitle = string.Create(CultureInfo.InvariantCulture, $"Minimum spanning trees of the distances that a projection of rank {Rank} gives; {Count(TestSentences)} sentences, bands are 95 % intervals"),
        XAxis = LayerAxis,
        YAxis = new("Edges of the trees that are found (UUAS)", AxisScale.Share),
        Series = Lines(Model, scores => scores.Uuas, MarkedPoint.Highest),
        References = [Reference("Neighbours linked", LinearChain.Uuas)],
    };

    /// <summary>How well predicted depths are ordered as the true ones, by layer.</summary>
    /// <exception cref="InvalidOperationException">No layer was probed, or no sentence has a length of 5 to 50 words.</exception>
    public LineChart DepthChart() => new()
    {
        Title = DepthFinding(),
        Subtitle = "Spearman's correlation of predicted and true depths of the words of a sentence, averaged by length over 5 to 50 words; bands are 95 % intervals",
        XAxis = LayerAxis,
        YAxis = new("Correlation of depths (ρ)"),
        Series = Lines(Model, scores => scores.DepthSpearman, MarkedPoint.Highest),
        References = [Reference("The first word is the root", LinearChain.DepthSpearman)],
    };

    /// <inheritdoc/>
    public override Chart ToChart() => EdgeChart();

    /// <inheritdoc/>
    public override ReportPage ToPage()
    {
        var hasDepths = Results.Any(result => double.IsFinite(result.Scores.DepthSpearman.Value));
        return new ReportPage(Finding())
        {
            Summary =
            [
                ("What may be concluded:", $"a linear projection of layer {Best.Layer.ToString(CultureInfo.InvariantCulture)} finds {Best.Scores.Uuas} of the edges of the trees; {Strongest().Name} finds {Strongest().Score}. Only what is above the encoder with random weights comes from the encoder's training."),
                ("What may not:", "the projection was trained to find trees: it does not follow that the encoder builds or uses them. The best layer was picked by the score that is reported; layers whose intervals overlap are not to be ranked."),
            ],
            Facts =
            [
                ("Model", Model), ("Rank of the projection", Count(Rank)), ("Sentences to learn from", Count(TrainingSentences)), ("To stop by", Count(ValidationSentences)), ("Scored on, once", Count(TestSentences)),
                .. LeftOut(Unread), ("In parentheses", "95 % intervals, by resampling sentences"),
            ],
            Sections =
            [
                new("Edges") { Text = ["The part of the edges, whatever their direction, that are in the minimum spanning tree of the predicted distances; punctuation is left out."], Chart = EdgeChart(), Table = Table() },
                .. hasDepths ? [new ReportSection("Depths") { Chart = DepthChart(), Table = DepthTable() }] : Array.Empty<ReportSection>(),
            ],
        };
    }

    private string Finding()
    {
        var rival = Strongest();
        return rival.IsBeatenBy(Best.Scores.Uuas)
            ? string.Create(CultureInfo.InvariantCulture, $"Layer {Best.Layer} gives most of the trees: {Percent(Best.Scores.Uuas.Value)} of their edges, {Points(Best.Scores.Uuas.Value - rival.Score.Value)} more than {rival.Name}")
            : $"No layer is shown to give more of the trees than {rival.Name}";
    }

    private string DepthFinding()
    {
        var best = Results.MaxBy(result => result.Scores.DepthSpearman.Value) ?? throw new InvalidOperationException("No layer was probed.");
        return string.Create(CultureInfo.InvariantCulture, $"Depths are ordered best in layer {best.Layer}: ρ = {best.Scores.DepthSpearman.Value:F2}");
    }

    private Rival Strongest() => Rival.StrongestOf([
        new(LinearChain.Uuas, "linking neighbours"),
        .. Results.Select(result => result.Untrained).OfType<StructuralScores>().Select(scores => new Rival(scores.Uuas, "an encoder with random weights")),
    ]);

    private IReadOnlyList<LineSeries> Lines(string name, Func<StructuralScores, ProbeScore> score, MarkedPoint marked)
    {
        var trained = new LineSeries(name, [.. Results.Select(result => Point(result.Layer, score(result.Scores)))]) { Marked = marked };
        return Results.All(result => result.Untrained is null)
            ? [trained]
            : [trained, new("Random weights", [.. Results.Select(result => result.Untrained is { } untrained ? Point(result.Layer, score(untrained)) : new ChartPoint(result.Layer, double.NaN))]) { IsBaseline = true }];
    }

    private static ChartPoint Point(int layer, ProbeScore score) => new(layer, score.Value, Finite(score.Low), Finite(score.High));

    private static ReferenceLine Reference(string name, ProbeScore score) => new(name, score.Value, Finite(score.Low), Finite(score.High));

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private ReportTable Table() => LayerTable(["UUAS (%)", "Root (%)", "Random weights: UUAS (%)"], scores => [Interval(scores.Uuas), Interval(scores.RootAccuracy)], scores => [Interval(scores?.Uuas)]);

    private ReportTable DepthTable() => LayerTable(["Depth ρ", "Distance ρ", "Random weights: depth ρ"], scores => [Rho(scores.DepthSpearman), Rho(scores.DistanceSpearman)], scores => [Rho(scores?.DepthSpearman)]);

    private ReportTable LayerTable(IReadOnlyList<string> columns, Func<StructuralScores, IEnumerable<string>> trained, Func<StructuralScores?, IEnumerable<string>> untrained) => new(
        ["Layer", .. columns],
        [
            ["linear chain", .. trained(LinearChain), .. untrained(null)],
            .. Results.Select(result => (IReadOnlyList<string>)[result.Layer.ToString(CultureInfo.InvariantCulture), .. trained(result.Scores), .. untrained(result.Untrained)]),
        ])
    {
        MarkedRow = 1 + Results.TakeWhile(result => result != Best).Count(),
    };

    private static string Rho(ProbeScore? score) => score is { } found && double.IsFinite(found.Value) ? found.Value.ToString("F3", CultureInfo.InvariantCulture) : "";
}
