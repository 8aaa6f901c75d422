using Microsoft.ML.Transfer.Charts;

namespace Microsoft.ML.Transfer.Probing;

[TestClass]
public sealed class StructuralReportPageTests
{
    [TestMethod]
    public void TheFindingIsWhatIsAboveTheStrongestBaseline()
    {
        Assert.AreEqual("Layer 1 gives most of the trees: 70.0 % of their edges, 15.0 points more than an encoder with random weights", Report(0.55).ToPage().Title);
        Assert.AreEqual("Layer 1 gives most of the trees: 70.0 % of their edges, 22.0 points more than linking neighbours", Report(null).ToPage().Title);
        // Intervals of ± 2 points that overlap.
        Assert.AreEqual("No layer is shown to give more of the trees than an encoder with random weights", Report(0.67).ToPage().Title);
    }

    [TestMethod]
    public void LayersStandBesideTheLinearChainAndRandomWeights()
    {
        var report = Report(0.55);
        DrawnChart.Of(report.EdgeChart()).CheckLayout();
        DrawnChart.Of(report.DepthChart()).CheckLayout();
        CollectionAssert.AreEqual(new[] { "some/model", "Random weights" }, report.EdgeChart().Series.Select(series => series.Name).ToArray());
        Assert.HasCount(1, Report(null).EdgeChart().Series);
        var table = report.ToPage().Sections[0].Table!;
        CollectionAssert.AreEqual(new[] { "linear chain", "48.0 (46.0–50.0)", "20.0 (18.0–22.0)", "" }, table.Rows[0].ToArray());
        CollectionAssert.AreEqual(new[] { "1", "70.0 (68.0–72.0)", "70.0 (68.0–72.0)", "55.0 (53.0–57.0)" }, table.Rows[2].ToArray());
        Assert.AreEqual(2, table.MarkedRow);
    }

    [TestMethod]
    public void WhereNoLengthHasADepthThereIsNoPictureOfIt()
    {
        var report = Report(null);
        var none = new ProbeScore(double.NaN, double.NaN, double.NaN);
        var page = (report with { Results = [.. report.Results.Select(result => result with { Scores = result.Scores with { DepthSpearman = none } })] }).ToPage();
        CollectionAssert.AreEqual(new[] { "Edges" }, page.Sections.Select(section => section.Heading).ToArray());
        Assert.StartsWith("<article", page.ToHtml());
    }

    private static StructuralReport Report(double? untrained) => new(
        "some/model", 8, 100, 10, 20, 3, Scores(0.48, 0.2), [.. ((double[])[0.6, 0.7, 0.69]).Select((uuas, layer) => new StructuralResult(layer, Scores(uuas, uuas), untrained is { } score ? Scores(score, 0.3) : null))]);

    private static StructuralScores Scores(double uuas, double root) => new(Score(uuas), Score(uuas), Score(root), Score(uuas));

    private static ProbeScore Score(double value) => new(value, value - 0.02, value + 0.02);
}
