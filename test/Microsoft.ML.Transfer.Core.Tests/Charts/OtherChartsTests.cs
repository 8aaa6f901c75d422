namespace Microsoft.ML.Transfer.Charts;

/// <summary>Bars, heat maps and clouds.</summary>
[TestClass]
public sealed class OtherChartsTests
{
    [TestMethod]
    public void BarsAreAsLongAsTheirValuesAndBeginAtZero()
    {
        var drawn = DrawnChart.Of(new BarChart { Title = "T", Categories = ["a", "b", "c"], Series = [new("s", [new(10), new(20), new(-5)])], ValueAxis = new("v") });
        var bars = drawn.All("rect").Where(rect => rect.HasElements).ToList();
        double Number(int bar, string name) => double.Parse(bars[bar].Attribute(name)!.Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.AreEqual(2 * Number(0, "width"), Number(1, "width"), 0.05);
        Assert.AreEqual(Number(0, "x"), Number(1, "x"));
        Assert.AreEqual(Number(0, "x"), Number(2, "x") + Number(2, "width"), 0.02, "negative bars end where the others begin");
        CollectionAssert.IsSubsetOf(new[] { "10", "20", "−5" }, drawn.Texts.Select(text => text.Value).ToArray());
    }

    [TestMethod]
    public void BarsThatDoNotSuitTheirCategoriesAreRefused()
    {
        Throws("2 values for 1 categories", new BarChart { Title = "T", Categories = ["a"], Series = [new("s", [new(1), new(2)])], ValueAxis = new("v") });
        Throws("has no bars", new BarChart { Title = "T", Categories = [], Series = [], ValueAxis = new("v") });
        Throws("Bars begin at zero", new BarChart { Title = "T", Categories = ["a"], Series = [new("s", [new(1)])], ValueAxis = new("v") { Minimum = 0.5 } });
        Throws("cannot be drawn", new BarChart { Title = "T", Categories = ["a"], Series = [new("s", [new(double.NegativeInfinity)])], ValueAxis = new("v") });
        Throws("cannot be drawn", new BarChart { Title = "T", Categories = ["a"], Series = [new("s", [new(1)])], ValueAxis = new("v"), References = [new("r", double.NaN)] });
    }

    [TestMethod]
    public void CellsHaveTheirShadesAndValues()
    {
        var drawn = DrawnChart.Of(SampleCharts.Heat);
        var cells = drawn.All("rect").Where(rect => rect.HasElements).ToList();
        Assert.HasCount(9, cells);
        Assert.AreEqual(Palette.Shade(0.75).ToString(), cells[0].Attribute("fill")!.Value);
        Assert.AreEqual("NOUN, VERB: 25.0\u00A0%", cells[1].Value);
        Assert.AreEqual("X, X: no value", cells[8].Value);
        CollectionAssert.IsSubsetOf(new[] { "75", "25", "90", "–", "True ↓", "Predicted →", "Most frequent error", "Share (%)" }, drawn.Texts.Select(text => text.Value).ToArray());
    }

    [TestMethod]
    public void LabelsOfManyRowsAreThinnedOut()
    {
        var drawn = DrawnChart.Of(new HeatMap { Title = "T", Values = new double[144, 200], Rows = [.. Enumerable.Range(0, 144).Select(i => $"r{i}")], Columns = [.. Enumerable.Range(0, 200).Select(i => $"c{i}")], RowTitle = "r", ColumnTitle = "c", ValueAxis = new("v") });
        drawn.CheckLayout();
        Assert.AreEqual(144, drawn.Texts.Count(text => text.Value.StartsWith('r') && text.Value.Length > 1 && char.IsDigit(text.Value[1])));
        Assert.IsLessThan(100, drawn.Texts.Count(text => text.Value.StartsWith('c') && text.Value.Length > 1 && char.IsDigit(text.Value[1])));
    }

    [TestMethod]
    public void HeatMapsThatDoNotFitTheirNamesAreRefused()
    {
        Throws("1 × 2 values for 2 rows and 2 columns", Heat(new double[1, 2], ["a", "b"], ["c", "d"]));
        Throws("has no values", Heat(new[,] { { double.NaN } }, ["a"], ["c"]));
        Throws("has an infinite value", Heat(new[,] { { double.PositiveInfinity } }, ["a"], ["c"]));
        var outside = Heat(new double[1, 1], ["a"], ["c"]);
        Throws("a cell that it does not have", new HeatMap { Title = "T", Values = outside.Values, Rows = ["a"], Columns = ["c"], RowTitle = "r", ColumnTitle = "c", ValueAxis = new("v"), Highlighted = [(1, 0)] });
    }

    [TestMethod]
    public void APanelKeepsDistancesAndItsPointsInside()
    {
        var drawn = DrawnChart.Of(new ScatterGrid { Title = "T", Groups = ["g"], Panels = [new("p", [new(0, 0, 0), new(10, 5, 0)])] });
        var frame = drawn.All("rect").Single(rect => rect.Attribute("stroke") is not null);
        var path = drawn.All("path").Single(path => path.Value is "g" && path.Attribute("opacity") is not null);
        var starts = path.Attribute("d")!.Value.Split('M', StringSplitOptions.RemoveEmptyEntries).Select(mark => mark.Split('A')[0].Split(' ').Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).ToArray()).ToList();
        var (dx, dy) = (starts[1][0] - starts[0][0], starts[0][1] - starts[1][1]);
        Assert.AreEqual(2, dx / dy, 0.001, "one scale for both directions, upwards");
        var left = double.Parse(frame.Attribute("x")!.Value, System.Globalization.CultureInfo.InvariantCulture);
        var size = double.Parse(frame.Attribute("width")!.Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.IsTrue(starts[0][0] > left && starts[1][0] < left + size);
    }

    [TestMethod]
    public void PointsThatCannotBeDrawnAreRefused()
    {
        Throws("has a point that cannot be drawn among 1 groups", new ScatterGrid { Title = "T", Groups = ["g"], Panels = [new("p", [new(0, 0, 1)])] });
        Throws("has a point that cannot be drawn", new ScatterGrid { Title = "T", Groups = ["g"], Panels = [new("p", [new(0, double.NaN, 0)])] });
        Throws("has no points", new ScatterGrid { Title = "T", Groups = ["g"], Panels = [new("p", [])] });
        Throws("6 panels do not stand side by side", new ScatterGrid { Title = "T", Groups = ["g"], Panels = [new("p", [new(0, 0, 0)])], PanelsAcross = 6 });
    }

    private static HeatMap Heat(double[,] values, string[] rows, string[] columns) => new() { Title = "T", Values = values, Rows = rows, Columns = columns, RowTitle = "r", ColumnTitle = "c", ValueAxis = new("v") };

    private static void Throws(string message, Chart chart) => StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(chart.ToSvg).Message, message);
}
