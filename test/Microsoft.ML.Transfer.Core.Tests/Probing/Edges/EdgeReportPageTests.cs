using Microsoft.ML.Transfer.Charts;

namespace Microsoft.ML.Transfer.Probing;

[TestClass]
public sealed class EdgeReportPageTests
{
    [TestMethod]
    public void TheFindingIsWhatIsAboveTheStrongestBaseline()
    {
        Assert.AreEqual("The layers together tell deprel right in 80.0 %, 20.0 points more than an encoder with random weights; the centre of gravity is layer 1.20", Report().ToPage().Title);
        Assert.AreEqual("The layers are not shown to tell more about deprel than an encoder with random weights", (Report() with { Untrained = Score(0.79) }).ToPage().Title);
        StringAssert.Contains((Report() with { Untrained = null }).ToPage().Title, "50.0 points more than always saying the most frequent class");
    }

    [TestMethod]
    public void WhatEachLayerAddsIsShown()
    {
        var report = Report();
        DrawnChart.Of(report.CumulativeChart()!).CheckLayout();
        DrawnChart.Of(report.MixtureChart()).CheckLayout();
        Assert.AreEqual("Layer 1 adds most to what the layers below tell of deprel: 8.0 points", report.CumulativeChart()!.Title);
        var page = report.ToPage();
        CollectionAssert.AreEqual(new[] { "What each layer adds", "The mixture" }, page.Sections.Select(section => section.Heading).ToArray());
        CollectionAssert.AreEqual(new[] { "1", "40.0", "78.0 (76.0–80.0)", "+8.0" }, page.Sections[0].Table!.Rows[1].ToArray());
        Assert.AreSame(report.CumulativeChart()!.GetType(), report.ToChart().GetType());
    }

    [TestMethod]
    public void AMixtureAloneHasItsSharesOnly()
    {
        var report = Report() with { Results = [.. Report().Results.Select(result => result with { Accuracy = null, Differential = null })] };
        Assert.IsNull(report.CumulativeChart());
        Assert.IsInstanceOfType<BarChart>(report.ToChart());
        var section = report.ToPage().Sections.Single();
        CollectionAssert.AreEqual(new[] { "2", "40.0", "", "" }, section.Table!.Rows[2].ToArray());
    }

    private static EdgeReport Report() => new(
        "deprel", "some/model", ["det", "nsubj"], 100, 20, 300, 2, Score(0.3), Score(0.8), Score(0.6),
        [new(0, 0.2, Score(0.7), null), new(1, 0.4, Score(0.78), 0.08), new(2, 0.4, Score(0.8), 0.02)]);

    private static ProbeScore Score(double value) => new(value, value - 0.02, value + 0.02);
}
