namespace Microsoft.ML.Transfer.Charts;

[TestClass]
public sealed class LineChartTests
{
    [TestMethod]
    public void EachLineHasItsNameAtItsEnd()
    {
        var drawn = DrawnChart.Of(SampleCharts.Line);
        foreach (var name in new[] { "Encoder", "Control", "Majority" })
            Assert.AreEqual(1, drawn.Texts.Count(text => string.Equals(text.Value, name, StringComparison.Ordinal)), name);
        var (encoder, control, majority) = (Y("Encoder"), Y("Control"), Y("Majority"));
        Assert.IsTrue(encoder < control && control < majority, "in the order of their last values");

        double Y(string name) => drawn.Texts.Single(text => string.Equals(text.Value, name, StringComparison.Ordinal)).Box.Top;
    }

    [TestMethod]
    public void AxesHaveTitlesWithUnitsAndRoundTicks()
    {
        var texts = DrawnChart.Of(SampleCharts.Line).Texts.Select(text => text.Value).ToList();
        Assert.Contains("Accuracy (%)", texts);
        Assert.Contains("Layer", texts);
        foreach (var tick in new[] { "20", "40", "60", "80", "100", "0", "1", "2", "3", "4" })
            Assert.Contains(tick, texts);
    }

    [TestMethod]
    public void TheHighestPointIsRingedAndNamed()
    {
        var drawn = DrawnChart.Of(SampleCharts.Line);
        Assert.AreEqual(1, drawn.Texts.Count(text => text.Value is "90.0\u00A0%"));
        var lowest = SampleCharts.Line;
        Assert.AreEqual(1, DrawnChart.Of(new LineChart { Title = "T", XAxis = lowest.XAxis, YAxis = lowest.YAxis, Series = [lowest.Series[0] with { Marked = MarkedPoint.Lowest }] }).Texts.Count(text => text.Value is "50.0\u00A0%"));
    }

    [TestMethod]
    public void PointsSayTheirValuesAndIntervals() =>
        Assert.Contains("Layer 2: Encoder 90.0\u00A0% (85.0\u00A0% to 95.0\u00A0%)", DrawnChart.Of(SampleCharts.Line).Tooltips.ToList());

    [TestMethod]
    public void AGapIsNotJoined()
    {
        // Two runs of the first line, of which one is a single point, and the other line: two polylines, and the reference.
        var lines = DrawnChart.Of(SampleCharts.Line).All("path").Count(path => (string?)path.Attribute("fill") is "none" && !path.Attribute("d")!.Value.Contains('Z') && (string?)path.Attribute("stroke-width") is "2.4" or "1.8");
        Assert.AreEqual(2, lines);
    }

    [TestMethod]
    public void ALineAloneNeedsNoName() =>
        Assert.AreEqual(0, DrawnChart.Of(new LineChart { Title = "T", XAxis = new("x"), YAxis = new("y"), Series = [new("alone", [new(0, 1), new(1, 2)])] }).Texts.Count(text => text.Value is "alone"));

    [TestMethod]
    public void WhatCannotBeDrawnIsNamed()
    {
        Throws("The chart \"T\" has no points.", new LineChart { Title = "T", XAxis = new("x"), YAxis = new("y"), Series = [new("s", [new(0, double.NaN)])] });
        Throws("The line \"s\" has a point that cannot be drawn", new LineChart { Title = "T", XAxis = new("x"), YAxis = new("y"), Series = [new("s", [new(0, double.PositiveInfinity)])] });
        Throws("The line \"s\" has a point that cannot be drawn", new LineChart { Title = "T", XAxis = new("x"), YAxis = new("y"), Series = [new("s", [new(0, 1, double.NaN, 2)])] });
        Throws("The value to compare with \"r\" cannot be drawn", new LineChart { Title = "T", XAxis = new("x"), YAxis = new("y"), Series = [new("s", [new(0, 1)])], References = [new("r", double.NaN)] });
        Throws("The axis \"y\" cannot go from 2 to 1.", new LineChart { Title = "T", XAxis = new("x"), YAxis = new("y") { Minimum = 2, Maximum = 1 }, Series = [new("s", [new(0, 1)])] });
        Throws("at least 120 pixels high, not 10", new LineChart { Title = "T", PlotHeight = 10, XAxis = new("x"), YAxis = new("y"), Series = [new("s", [new(0, 1)])] });
    }

    private static void Throws(string message, Chart chart) => StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(chart.ToSvg).Message, message);
}
