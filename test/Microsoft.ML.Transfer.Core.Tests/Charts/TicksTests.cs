using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.Transfer.Charts;

[TestClass]
public sealed class TicksTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2000);

    // Two numbers whose difference is neither nothing nor all of them.
    private static readonly Gen<(double Minimum, double Maximum)> Ranges =
        from mantissa in Gen.Choose(-100_000, 100_000)
        from span in Gen.Choose(1, 100_000)
        from exponent in Gen.Choose(-12, 12)
        select (mantissa * Math.Pow(10, exponent), (mantissa + span) * Math.Pow(10, exponent));

    private static readonly Gen<((double Minimum, double Maximum) Range, int Steps, bool Whole)> Cases =
        from range in Ranges
        from steps in Gen.Choose(1, 20)
        from whole in Gen.Elements(true, false)
        select (range, steps, whole);

    [TestMethod]
    [DataRow(0.0, 1.0, 5, "0 0.2 0.4 0.6 0.8 1")]
    [DataRow(0.61, 0.94, 5, "0.6 0.7 0.8 0.9 1")]
    [DataRow(0.0, 12.0, 12, "0 1 2 3 4 5 6 7 8 9 10 11 12")]
    [DataRow(-3.0, 3.0, 3, "-4 -2 0 2 4")]
    [DataRow(5.0, 5.0, 2, "2.5 5 7.5")]
    [DataRow(0.0, 0.0, 2, "-1 0 1")]
    public void AroundARangeTheyAreRoundNumbers(double minimum, double maximum, int steps, string expected) =>
        Assert.AreEqual(expected, string.Join(' ', Ticks.Around(minimum, maximum, steps).Values.Select(tick => tick.ToString(System.Globalization.CultureInfo.InvariantCulture))));

    [TestMethod]
    public void AroundARangeTheyBeginAndEndBesideIt() => Prop.ForAll(Arb.From(Cases), c =>
    {
        var ticks = Ticks.Around(c.Range.Minimum, c.Range.Maximum, c.Steps, c.Whole);
        var slack = ticks.Step * 1e-5;
        Assert.IsTrue(ticks.Minimum <= c.Range.Minimum + slack && ticks.Minimum > c.Range.Minimum - ticks.Step - slack);
        Assert.IsTrue(ticks.Maximum >= c.Range.Maximum - slack && ticks.Maximum < c.Range.Maximum + ticks.Step + slack);
        Assert.IsLessThanOrEqualTo(c.Steps + 2, ticks.Values.Count - 1);
        AreEvenAndRound(ticks, c.Whole);
    }).Check(Many);

    [TestMethod]
    public void WithinARangeTheyStayInItWhereTwoFit() => Prop.ForAll(Arb.From(Cases), c =>
    {
        var ticks = Ticks.Within(c.Range.Minimum, c.Range.Maximum, c.Steps, c.Whole);
        var slack = ticks.Step * 1e-5;
        var fits = Math.Floor((c.Range.Maximum + slack) / ticks.Step) - Math.Ceiling((c.Range.Minimum - slack) / ticks.Step) >= 1;
        if (fits)
            Assert.IsTrue(ticks.Minimum >= c.Range.Minimum - slack && ticks.Maximum <= c.Range.Maximum + slack);
        AreEvenAndRound(ticks, c.Whole);
    }).Check(Many);

    [TestMethod]
    public void TheirTextsDiffer() => Prop.ForAll(Arb.From(Cases), Arb.From(Gen.Elements(AxisScale.Number, AxisScale.Share)), (c, scale) =>
    {
        var axis = new ChartAxis("x", scale);
        var ticks = Ticks.Around(c.Range.Minimum, c.Range.Maximum, c.Steps);
        var texts = ticks.Values.Select(tick => axis.TickText(tick, ticks)).ToList();
        Assert.HasCount(texts.Count, texts.Distinct().ToList(), string.Join(' ', texts));
    }).Check(Many);

    private static void AreEvenAndRound(Ticks ticks, bool whole)
    {
        Assert.IsGreaterThanOrEqualTo(2, ticks.Values.Count);
        for (var i = 1; i < ticks.Values.Count; i++)
            Assert.AreEqual(ticks.Step, ticks.Values[i] - ticks.Values[i - 1], ticks.Step * 1e-3);
        var mantissa = ticks.Step / Math.Pow(10, Math.Floor(Math.Log10(ticks.Step * (1 + 1e-9))));
        Assert.IsTrue(new[] { 1, 2, 2.5, 5 }.Any(round => Math.Abs(mantissa - round) < 1e-6), $"{ticks.Step}");
        if (whole)
            Assert.AreEqual(Math.Round(ticks.Step), ticks.Step);
    }
}
