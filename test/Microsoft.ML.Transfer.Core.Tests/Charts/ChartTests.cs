using System.Globalization;
using System.Xml.Linq;

namespace Microsoft.ML.Transfer.Charts;

[TestClass]
public sealed class ChartTests
{
    [TestMethod]
    public void EveryChartHasANameAndADescriptionForWhoDoesNotSeeIt()
    {
        foreach (var chart in SampleCharts.All)
        {
            var root = DrawnChart.Of(chart).Root;
            Assert.AreEqual("img", (string?)root.Attribute("role"));
            Assert.AreEqual(chart.Title, (string?)root.Attribute("aria-label"));
            Assert.AreEqual("title", root.Elements().First().Name.LocalName, "the accessible name is the first child");
            Assert.AreEqual(chart.Title, root.Elements().First().Value);
            Assert.AreEqual("desc", root.Elements().ElementAt(1).Name.LocalName);
            Assert.IsGreaterThan(30, root.Elements().ElementAt(1).Value.Length);
        }
    }

    [TestMethod]
    public void DescriptionsGiveTheNumbers()
    {
        Assert.AreEqual(
            "Line chart of Accuracy by Layer. Encoder: 50.0\u00A0% at 0, 70.0\u00A0% at 4, highest 90.0\u00A0% at 2. Control: 50.0\u00A0% at 0, 30.0\u00A0% at 4, highest 50.0\u00A0% at 0. Majority: 20.0\u00A0% throughout.",
            DrawnChart.Of(SampleCharts.Line).All("desc").Single().Value);
        Assert.AreEqual(
            "Bar chart of Accuracy. Best layer: Tense 90.0\u00A0%, Length of the sentence 60.0\u00A0%. Random: Tense 50.0\u00A0%. Majority: 25.0\u00A0%.",
            DrawnChart.Of(SampleCharts.Bars).All("desc").Single().Value);
    }

    [TestMethod]
    public void ADescriptionOfTheUserIsKept() =>
        Assert.AreEqual("Mine.", DrawnChart.Of(new BarChart { Title = "T", Description = "Mine.", Categories = ["a"], Series = [new("s", [new(1)])], ValueAxis = new("v") }).All("desc").Single().Value);

    [TestMethod]
    public void AnyTextIsEscaped()
    {
        foreach (var chart in SampleCharts.With(SampleCharts.Hostile))
        {
            var svg = chart.ToSvg();
            // Parsing is what refuses characters that XML does not have.
            var root = XElement.Parse(svg);
            Assert.DoesNotContain("<script", svg);
            Assert.IsEmpty(root.Descendants().Where(element => element.Name.LocalName is "script"));
            Assert.AreEqual("a<b & \"c\" 'd' ]]> \uFFFD\uFFFD </svg><script>", (string?)root.Attribute("aria-label"));
            DrawnChart.Of(chart).CheckLayout();
        }
    }

    [TestMethod]
    public void NothingIsLoadedOrRun()
    {
        foreach (var chart in SampleCharts.All)
        {
            foreach (var attribute in DrawnChart.Of(chart).Root.DescendantsAndSelf().Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
            {
                Assert.DoesNotContain("url", attribute.Value);
                Assert.DoesNotContain("//", attribute.Value);
                Assert.AreNotEqual("id", attribute.Name.LocalName, "two charts in a page would share it");
                Assert.IsFalse(attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
            }
        }
    }

    [TestMethod]
    [DataRow("de-DE")]
    [DataRow("ar-SA")]
    [DataRow("sv-SE")]
    public void TheSameTextInEveryCulture(string culture)
    {
        var charts = SampleCharts.All.Concat(SampleCharts.With("−1,5")).ToList();
        var expected = charts.Select(chart => chart.ToSvg()).ToList();
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            CollectionAssert.AreEqual(expected, charts.Select(chart => chart.ToSvg()).ToList());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [TestMethod]
    public void NumbersOfAttributesHaveDecimalPointsAndNoExponents()
    {
        var chart = new LineChart { Title = "T", XAxis = new("x"), YAxis = new("y"), Series = [new("s", [new(1e-12, 1e12), new(2e-12, 3e12)])] };
        foreach (var attribute in DrawnChart.Of(chart).Root.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "x" or "y" or "x1" or "x2" or "y1" or "y2" or "d"))
            Assert.MatchesRegex("^[MLAZ0-9. -]+$", attribute.Value);
    }

    [TestMethod]
    public void AFigureOfAPageHoldsThePicture()
    {
        var figure = XElement.Parse(SampleCharts.Heat.ToHtml());
        Assert.AreEqual("figure", figure.Name.LocalName);
        Assert.AreEqual("svg", figure.Elements().Single().Name.LocalName);
    }

    [TestMethod]
    public void PicturesAreSavedAsFiles()
    {
        using var folder = new TestSupport.TemporaryFolder();
        SampleCharts.Bars.Save(folder.File("bars.svg"));
        Assert.AreEqual(SampleCharts.Bars.ToSvg(), File.ReadAllText(folder.File("bars.svg")));
    }

    [TestMethod]
    [DataRow(319)]
    [DataRow(4001)]
    public void WidthsOutsideTheRangeAreRefused(int width)
    {
        var chart = new BarChart { Title = "T", Width = width, Categories = ["a"], Series = [new("s", [new(1)])], ValueAxis = new("v") };
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(chart.ToSvg).Message, $"320 to 4000 pixels wide, not {width}");
    }
}
