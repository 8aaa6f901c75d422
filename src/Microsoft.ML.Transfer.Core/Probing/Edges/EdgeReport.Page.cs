using System.Globalization;
using Microsoft.ML.Transfer.Charts;

namespace Microsoft.ML.Transfer.Probing;

/// <content>The pictures and the page.</content>
[TypeFormatterSource(typeof(HtmlViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed partial record EdgeReport
{
    /// <summary>The share of each layer in the mixture that the probe on all of them has learned.</summary>
    /// <exception cref="InvalidOperationException">No layer was probed.</exception>
    public BarChart MixtureChart() => new()
    {
        Title = string.Create(CultureInfo.InvariantCulture, $"The mixture for {Task} has its centre of gravity at layer {CentreOfGravity:F2} of {Last}"),
        Subtitle = "Shares of the layers, learned together with the probe on all of them",
        Categories = [.. Results.Select(result => string.Create(CultureInfo.InvariantCulture, $"Layer {result.Layer}"))],
        Series = [new("Share of the mixture", [.. Results.Select(result => new BarValue(result.Weight))])],
        ValueAxis = new("Share of the mixture", AxisScale.Share) { Minimum = 0 },
    };

    /// <summary>The accuracy of probes on the layers up to each; null where that was not measured.</summary>
    public LineChart? CumulativeChart()
    {
        var measured = Results.Where(result => result.Accuracy is not null).ToList();
        if (measured.Count == 0)
            return null;
        var most = measured.Where(result => result.Differential is not null).MaxBy(result => result.Differential!.Value);
        return new LineChart
        {
            Title = most is null
                ? $"A probe on layer {measured[0].Layer.ToString(CultureInfo.InvariantCulture)} tells {Task} right in {Percent(measured[0].Accuracy!.Value)}"
                : string.Create(CultureInfo.InvariantCulture, $"Layer {most.Layer} adds most to what the layers below tell of {Task}: {Points(most.Differential!.Value)}"),
            Subtitle = string.Create(CultureInfo.InvariantCulture, $"A probe for each number of layers; {Count(TestSpans)} examples of {Count(TestSentences)} sentences, bands are 95 % intervals"),
            XAxis = LayerAxis,
            YAxis = new("Accuracy of a probe on the layers up to this one", AxisScale.Share),
            Series = [new(Model, [.. measured.Select(result => new ChartPoint(result.Layer, result.Accuracy!.Value, result.Accuracy.Low, result.Accuracy.High))])],
            References = [.. Rivals().Select(rival => new ReferenceLine(Capitalized(rival.Name), rival.Score.Value, rival.Score.Low, rival.Score.High))],
        };
    }

    /// <inheritdoc/>
    public override Chart ToChart() => CumulativeChart() is { } chart ? chart : MixtureChart();

    /// <inheritdoc/>
    public override ReportPage ToPage()
    {
        var rival = Rival.StrongestOf(Rivals());
        var isAbove = rival.IsBeatenBy(Accuracy);
        var added = CumulativeChart();
        return new ReportPage(Finding(rival, isAbove))
        {
            Summary =
            [
                ("What may be concluded:", $"a small classifier that sees nothing but the vectors of the spans tells {Task} right in {Accuracy} of examples; {rival.Name} reaches {rival.Score}{(isAbove ? "" : ", so that the encoder's training is not shown to matter")}."),
                ("What may not:", "the classifier is not linear and learns much by itself; what it finds in a layer need not be used by the encoder. The shares of the mixture depend on the scale of the layers and on chance where layers tell the same; what a layer adds is that beyond the layers below it, not all that it has."),
            ],
            Facts =
            [
                ("Task", Task), ("Model", Model), ("Classes", Count(Labels.Count)), ("Sentences to learn from", Count(TrainingSentences)), ("Scored on, once for each probe", Count(TestSentences)), ("Examples in them", Count(TestSpans)),
                .. LeftOut(Unread), .. Rivals().Select(other => (Capitalized(other.Name), other.Score.ToString())),
                .. ExpectedLayer is { } expected ? [("Expected layer by what each adds", expected.ToString("F2", CultureInfo.InvariantCulture))] : Array.Empty<(string, string)>(),
                ("In parentheses", "95 % intervals, by resampling sentences"),
            ],
            Sections =
            [
                .. added is null ? Array.Empty<ReportSection>() : [new ReportSection("What each layer adds") { Chart = added, Table = Table() }],
                new("The mixture") { Text = ["γ Σ softmax(s)ₗ hₗ over all layers, the shares learned with the probe (Tenney et al., 2019)."], Chart = MixtureChart(), Table = added is null ? Table() : null },
            ],
        };
    }

    private int Last => Results.Count > 0 ? Results[^1].Layer : throw new InvalidOperationException("No layer was probed.");

    private string Finding(Rival rival, bool isAbove) => isAbove
        ? string.Create(CultureInfo.InvariantCulture, $"The layers together tell {Task} right in {Percent(Accuracy.Value)}, {Points(Accuracy.Value - rival.Score.Value)} more than {rival.Name}; the centre of gravity is layer {CentreOfGravity:F2}")
        : $"The layers are not shown to tell more about {Task} than {rival.Name}";

    private IReadOnlyList<Rival> Rivals() => Untrained is null ? [MajorityRival()] : [MajorityRival(), new(Untrained, "an encoder with random weights")];

    private static string Capitalized(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private Rival MajorityRival() => new(Majority, "always saying the most frequent class");

    private ReportTable Table() => new(
        ["Layer", "Share (%)", "Accuracy up to it (%)", "What it adds (points)"],
        [.. Results.Select(result => (IReadOnlyList<string>)
        [
            result.Layer.ToString(CultureInfo.InvariantCulture),
            (100 * result.Weight).ToString("F1", CultureInfo.InvariantCulture),
            Interval(result.Accuracy),
            result.Differential is { } added ? (100 * added).ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture) : "",
        ])]);
}
