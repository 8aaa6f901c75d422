namespace Microsoft.ML.Transfer.Charts;

[TestClass]
public sealed class PaletteTests
{
    // Machado, Oliveira and Fernandes (2009), full severity, on linear RGB.
    private static readonly Dictionary<string, double[]> Deficiencies = new(StringComparer.Ordinal)
    {
        ["none"] = [1, 0, 0, 0, 1, 0, 0, 0, 1],
        ["protanopia"] = [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        ["deuteranopia"] = [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        ["tritanopia"] = [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
    };

    [TestMethod]
    public void ContrastIsThatOfWcag()
    {
        Assert.AreEqual(21, Rgb.Black.ContrastWith(Rgb.White), 1e-9);
        Assert.AreEqual(1, Rgb.White.ContrastWith(Rgb.White), 1e-9);
        // The lightest grey that WCAG's own examples let pass for text.
        Assert.AreEqual(4.54, new Rgb(0x76, 0x76, 0x76).ContrastWith(Rgb.White), 0.01);
    }

    [TestMethod]
    public void TextsStandOutOnWhite()
    {
        Assert.IsGreaterThan(7, Palette.Ink.ContrastWith(Rgb.White));
        Assert.IsGreaterThan(7, Palette.Muted.ContrastWith(Rgb.White));
    }

    [TestMethod]
    public void MarksStandOutOnWhiteByThemselvesOrByTheirEdge()
    {
        foreach (var colour in Palette.Series)
            Assert.IsGreaterThanOrEqualTo(3, Math.Max(colour.ContrastWith(Rgb.White), Palette.EdgeOf(colour).ContrastWith(Rgb.White)), colour.ToString());
        Assert.IsTrue(Palette.Series.Take(5).All(colour => colour.ContrastWith(Rgb.White) >= 3), "the first five need no edge");
    }

    [TestMethod]
    [DataRow("none")]
    [DataRow("protanopia")]
    [DataRow("deuteranopia")]
    [DataRow("tritanopia")]
    public void ColoursCanBeToldApart(string deficiency)
    {
        var seen = Palette.Series.Select(colour => Lab(colour, Deficiencies[deficiency])).ToList();
        for (var i = 0; i < seen.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var difference = Math.Sqrt(seen[i].Zip(seen[j]).Sum(pair => Math.Pow(pair.First - pair.Second, 2)));
                // About 2.3 is just noticeable.
                Assert.IsGreaterThan(10, difference, $"{Palette.Series[i]} and {Palette.Series[j]}");
            }
        }
    }

    [TestMethod]
    public void ShadesDarkenAllTheWayAndTheirTextsCanBeRead()
    {
        var before = double.PositiveInfinity;
        for (var step = 0; step <= 100; step++)
        {
            var shade = Palette.Shade(step / 100d);
            Assert.IsLessThan(before, shade.Luminance, $"step {step}");
            before = shade.Luminance;
            Assert.IsGreaterThanOrEqualTo(4.5, Palette.TextOn(shade).ContrastWith(shade), $"step {step}");
        }
    }

    [TestMethod]
    public void SeriesBeyondThePaletteHaveOtherDashes()
    {
        var looks = Enumerable.Range(0, 28).Select(series => (Palette.Of(series), Palette.DashOf(series))).Distinct();
        Assert.AreEqual(28, looks.Count());
    }

    private static double[] Lab(Rgb colour, double[] matrix)
    {
        double[] linear = [Linear(colour.Red), Linear(colour.Green), Linear(colour.Blue)];
        var seen = Enumerable.Range(0, 3).Select(row => Math.Clamp(Enumerable.Range(0, 3).Sum(column => matrix[(row * 3) + column] * linear[column]), 0, 1)).ToArray();
        var x = F(((0.4124 * seen[0]) + (0.3576 * seen[1]) + (0.1805 * seen[2])) / 0.9505);
        var y = F((0.2126 * seen[0]) + (0.7152 * seen[1]) + (0.0722 * seen[2]));
        var z = F(((0.0193 * seen[0]) + (0.1192 * seen[1]) + (0.9505 * seen[2])) / 1.089);
        return [(116 * y) - 16, 500 * (x - y), 200 * (y - z)];

        static double Linear(byte channel) => channel / 255d is var value && value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);

        static double F(double t) => t > 216d / 24389 ? Math.Cbrt(t) : ((24389d / 27 * t) + 16) / 116;
    }
}
