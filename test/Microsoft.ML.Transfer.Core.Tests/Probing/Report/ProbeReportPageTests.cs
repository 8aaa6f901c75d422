using System.Xml.Linq;
using Microsoft.ML.Transfer.Charts;

namespace Microsoft.ML.Transfer.Probing;

[TestClass]
public sealed class ProbeReportPageTests
{
    [TestMethod]
    public void ThePageHasTheFindingTheCurvesAndTheirNumbers()
    {
        var page = SampleReport.Create().ToPage();
        Assert.AreEqual(ProbeFinding.Of(SampleReport.Create()).Title, page.Title);
        CollectionAssert.AreEqual(new[] { "Accuracy by layer", "Selectivity", "Description length", "What layer 1 takes for what" }, page.Sections.Select(section => section.Heading).ToArray());
        Assert.IsTrue(page.Sections.All(section => section is { Chart: not null, Table: not null }));
        var layers = page.Sections[0].Table!;
        CollectionAssert.AreEqual(new[] { "Layer", "Accuracy (%)", "Test split (%)", "Random encoder (%)", "Macro-F1 (%)" }, layers.Columns.ToArray());
        Assert.AreEqual("90.0 (88.0–92.0)", layers.Rows[1][1]);
        Assert.AreEqual(1, layers.MarkedRow);
    }

    [TestMethod]
    public void WhatWasNotMeasuredIsLeftOut()
    {
        var page = SampleReport.Create(bare: true).ToPage();
        CollectionAssert.AreEqual(new[] { "Accuracy by layer", "What layer 1 takes for what" }, page.Sections.Select(section => section.Heading).ToArray());
        CollectionAssert.AreEqual(new[] { "Layer", "Accuracy (%)", "Macro-F1 (%)" }, page.Sections[0].Table!.Columns.ToArray());
        Assert.IsNull(SampleReport.Create(bare: true).SelectivityChart());
        Assert.IsNull(SampleReport.Create(bare: true).DescriptionLengthChart());
    }

    [TestMethod]
    public void ThePageLoadsAndRunsNothing()
    {
        var html = SampleReport.Create(task: SampleCharts.Hostile, label: SampleCharts.Hostile).ToPage().ToDocument();
        Assert.StartsWith("<!DOCTYPE html>", html);
        // Well-formed as XML too, so that no text breaks out of its place.
        var root = XElement.Parse(html["<!DOCTYPE html>\n".Length..]);
        var names = root.DescendantsAndSelf().Select(element => element.Name.LocalName).ToHashSet(StringComparer.Ordinal);
        foreach (var forbidden in new[] { "script", "link", "img", "iframe", "object", "use", "image" })
            Assert.DoesNotContain(forbidden, names);
        Assert.IsEmpty(root.DescendantsAndSelf().Attributes().Where(attribute => attribute.Name.LocalName is "src" or "href" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal)));
        var style = root.Descendants().Single(element => element.Name.LocalName is "style").Value;
        Assert.DoesNotContain("url(", style);
        Assert.DoesNotContain("@import", style);
        Assert.AreEqual(4, names.Contains("svg") ? root.Descendants().Count(element => element.Name.LocalName is "svg") : 0);
    }

    [TestMethod]
    public void StylesApplyToThePageAlone()
    {
        foreach (var rule in PageStyle.Css.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] is not ('@' or '}')))
        {
            foreach (var selector in rule.Split('{')[0].Split(','))
                Assert.StartsWith(".transfer-report", selector.Trim());
        }
    }

    [TestMethod]
    public void PicturesOfTheReportAreLaidOutWell()
    {
        var report = SampleReport.Create();
        foreach (var chart in new Chart[] { report.AccuracyChart(), report.SelectivityChart()!, report.DescriptionLengthChart()!, report.ConfusionChart() })
            DrawnChart.Of(chart).CheckLayout();
    }

    [TestMethod]
    public void TheConfusionIsThatOfTheLayer()
    {
        var report = SampleReport.Create();
        Assert.AreEqual("The most frequent error in layer 1 is NOUN taken for VERB: 110 of 1,100 (10.0 %)", report.ConfusionChart().Title);
        Assert.AreEqual(0.9, report.ConfusionChart().Values[0, 0], 1e-9);
        Assert.AreEqual(0.6, report.ConfusionChart(layer: 0).Values[0, 0], 1e-9);
        Assert.HasCount(1, report.ConfusionChart(classes: 1).Rows);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => report.ConfusionChart(layer: 9)).Message, "Layer 9 was not probed; layers 0, 1, 2 were.");
    }

    [TestMethod]
    public void AReportWithoutLayersSaysSo()
    {
        var empty = SampleReport.Create() with { Results = [] };
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => empty.ToPage()).Message, "No layer was probed");
    }

    [TestMethod]
    public void TablesWithRowsOfOtherLengthsAreRefused()
    {
        var page = new ReportPage("T") { Sections = [new("S") { Table = new(["a", "b"], [["1"]]) }] };
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => page.ToHtml()).Message, "Row 0 of a table with 2 columns has 1 cells.");
    }
}
