using Microsoft.ML.Transfer.Charts;

namespace Microsoft.ML.Transfer.Probing;

[TestClass]
public sealed class AttentionReportPageTests
{
    [TestMethod]
    public void TheFindingIsTheRelationFurthestAboveItsBaselines()
    {
        Assert.AreEqual("Head 1 of layer 2 follows det most clearly: 80.0 %, 30.0 points more than a fixed offset", Report().ToPage().Title);
        Assert.AreEqual("No head is shown to find a relation better than a fixed offset", (Report() with { Relations = [Link("all", 100, 0.3, 0.4), Link("det", 50, 0.3, 0.4)] }).ToPage().Title);
    }

    [TestMethod]
    public void AFewWordsMoreAreNoFinding()
    {
        // 30 of 60 against 33 of 60 could be chance; 3,000 of 6,000 against 3,300 could not.
        Assert.AreEqual("No head is shown to find a relation better than a fixed offset", (Report() with { Relations = [Link("all", 60, 0.55, 0.5), Link("det", 60, 0.55, 0.5)] }).ToPage().Title);
        StringAssert.Contains((Report() with { Relations = [Link("all", 6000, 0.55, 0.5), Link("det", 6000, 0.55, 0.5)] }).ToPage().Title, "follows det");
    }

    [TestMethod]
    public void EachHeadShowsTheBetterOfItsDirections()
    {
        var chart = Report().HeadChart();
        DrawnChart.Of(chart).CheckLayout();
        CollectionAssert.AreEqual(new[] { "1.0", "1.1", "2.0", "2.1" }, chart.Rows.ToArray());
        CollectionAssert.AreEqual(new[] { "det", "nsubj" }, chart.Columns.ToArray());
        // Of the directions 0.0 and 0.1 of the first head, and 0.6 and 0.7 of the last.
        Assert.AreEqual(0.1, chart.Values[0, 0], 1e-6);
        Assert.AreEqual(0.7, chart.Values[3, 0], 1e-6);
        CollectionAssert.AreEqual(new[] { (3, 0), (3, 1) }, chart.Highlighted.ToArray());
    }

    [TestMethod]
    public void RelationsStandBesideTheirBaselines()
    {
        var chart = Report().RelationChart(relations: 1);
        DrawnChart.Of(chart).CheckLayout();
        CollectionAssert.AreEqual(new[] { "det" }, chart.Categories.ToArray());
        CollectionAssert.AreEqual(new[] { "Best head", "Best fixed offset", "Best head, random weights" }, chart.Series.Select(series => series.Name).ToArray());
    }

    [TestMethod]
    public void ThePageCountsTheRelationsAboveBoth()
    {
        var page = Report().ToPage();
        StringAssert.Contains(page.Summary[0].Text, "in 1 of 2 relations");
        CollectionAssert.AreEqual(new[] { "Relations", "Heads", "Verbs and their subjects" }, page.Sections.Select(section => section.Heading).ToArray());
        CollectionAssert.AreEqual(new[] { "det", "2.1 attended", "60", "80.0", "+1", "50.0", "40.0" }, page.Sections[0].Table!.Rows[1].ToArray());
        Assert.StartsWith("<article", Report().ToHtml());
    }

    [TestMethod]
    public void WithoutRelationsThereIsNothingToShow() =>
        Assert.ThrowsExactly<InvalidOperationException>(() => (Report() with { Relations = [Link("all", 0, 0, 0)] }).ToPage());

    private static AttentionReport Report() => new("some/model", 2, 2, 20, 1, [Link("all", 100, 0.3, 0.35), Link("det", 60, 0.8, 0.5), Link("nsubj", 40, 0.45, 0.44, untrained: 0.46)], [Link("verb to subject", 12, 0.5, 0.3)]);

    private static AttentionLink Link(string name, int count, double accuracy, double offset, double untrained = 0.4) =>
        new(name, count, heads: 2, [0, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f])
        {
            Best = new(2, 1, AttentionDirection.Attended),
            Accuracy = accuracy,
            BestOffset = 1,
            OffsetAccuracy = offset,
            UntrainedAccuracy = untrained,
        };
}
