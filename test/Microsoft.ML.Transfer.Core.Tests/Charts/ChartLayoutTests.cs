using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.Transfer.Charts;

/// <summary>Whatever is drawn, no text is cut and none lies on another.</summary>
[TestClass]
public sealed class ChartLayoutTests
{
    private static readonly Gen<string> Name = Gen.OneOf(
        Gen.Elements("a", "NOUN", "Most frequent class of the word", "nmod:poss", "Wörter, die nicht enden wollen", "名詞", "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", "İ<&>"),
        Gen.Elements("layer", "of", "Encoder", "probing").NonEmptyListOf().Select(words => string.Join(' ', words.Take(14))));

    private static readonly Gen<double> Value = Gen.Choose(-1000, 1000).SelectMany(mantissa => Gen.Elements(-6, -3, 0, 2, 7).Select(exponent => mantissa * Math.Pow(10, exponent)));

    private static readonly Gen<int> ChartWidth = Gen.Elements(320, 500, 720, 1200);

    private static readonly Config Some = Config.QuickThrowOnFailure.WithMaxTest(60);

    [TestMethod]
    public void OfTheSamples()
    {
        foreach (var chart in SampleCharts.All)
            DrawnChart.Of(chart).CheckLayout();
    }

    [TestMethod]
    public void OfLines() => Check(
        from title in Name
        from yTitle in Name
        from width in ChartWidth
        from scale in Gen.Elements(AxisScale.Number, AxisScale.Share, AxisScale.Whole)
        from length in Gen.Choose(1, 25)
        from offset in Value
        from series in Several(from name in Name from values in Value.ListOf(length) from marked in Gen.Elements(MarkedPoint.None, MarkedPoint.Highest, MarkedPoint.Lowest) select (name, values, marked), 1, 9)
        from references in Several(from name in Name from value in Value select new ReferenceLine(name, value, value - 1, value + 1), 0, 3)
        select (Chart)new LineChart
        {
            Title = title,
            Subtitle = yTitle,
            Width = width,
            XAxis = new(title, scale),
            YAxis = new(yTitle, scale == AxisScale.Whole ? AxisScale.Number : scale),
            References = [.. references],
            Series = [.. series.Select(line => new LineSeries(line.name, [.. line.values.Select((value, i) => new ChartPoint(scale == AxisScale.Whole ? i : offset + i, value, value - 1, value + 2))]) { Marked = line.marked })],
        });

    [TestMethod]
    public void OfBars() => Check(
        from title in Name
        from width in ChartWidth
        from scale in Gen.Elements(AxisScale.Number, AxisScale.Share)
        from categories in Several(Name, 1, 12)
        from series in Several(from name in Name from values in Value.ListOf(categories.Count()) select new BarSeries(name, [.. values.Select(value => new BarValue(value, value - 1, value + 1))]), 1, 5)
        from references in Several(from name in Name from value in Value select new ReferenceLine(name, value), 0, 3)
        select (Chart)new BarChart { Title = title, Width = width, Categories = [.. categories], Series = [.. series], ValueAxis = new(title, scale), References = [.. references] });

    [TestMethod]
    public void OfHeatMaps() => Check(
        from title in Name
        from width in ChartWidth
        from rows in Gen.Choose(1, 150)
        from columns in Gen.Choose(1, 60)
        from names in Several(Name, 1, 5)
        from values in Value.ListOf(7)
        select (Chart)new HeatMap
        {
            Title = title,
            Width = width,
            Values = Table(rows, columns, [.. values]),
            Rows = [.. Enumerable.Range(0, rows).Select(row => names.ElementAt(row % names.Count()))],
            Columns = [.. Enumerable.Range(0, columns).Select(column => names.ElementAt(column % names.Count()))],
            RowTitle = title,
            ColumnTitle = names.First(),
            ValueAxis = new(title),
            Highlighted = [(rows - 1, 0)],
            HighlightTitle = title,
        });

    [TestMethod]
    public void OfScatterGrids() => Check(
        from title in Name
        from width in ChartWidth
        from groups in Several(Name, 1, 8)
        from panels in Several(from name in Name from note in Name from values in Several(Value, 0, 40) select (name, note, values), 1, 26)
        where panels.Any(panel => panel.values.Any())
        select (Chart)new ScatterGrid
        {
            Title = title,
            Width = width,
            Groups = [.. groups],
            Panels = [.. panels.Select(panel => new ScatterPanel(panel.name, [.. panel.values.Select((value, i) => new ScatterPoint(value, panel.values.ElementAt(i / 2), i % groups.Count()))]) { Note = panel.note })],
        });

    private static void Check(Gen<Chart> charts) =>
        Prop.ForAll(Arb.From(charts), chart => DrawnChart.Of(chart).CheckLayout()).Check(Some);

    private static Gen<IEnumerable<T>> Several<T>(Gen<T> one, int least, int most) => Gen.Choose(least, most).SelectMany(count => one.ListOf(count)).Select(items => items.AsEnumerable());

    private static double[,] Table(int rows, int columns, double[] values)
    {
        var table = new double[rows, columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                table[row, column] = values[((row * columns) + column) % values.Length];
        }
        return table;
    }
}
