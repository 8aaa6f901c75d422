using System.Globalization;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Probing;

[TestClass]
public sealed class ProbeReportFilesTests
{
    [TestMethod]
    public void TheTableHasALineForEachLayerAndAllDigits()
    {
        var lines = SampleReport.Create().ToTsv().TrimEnd('\n').Split('\n').Select(line => line.Split('\t')).ToList();
        Assert.HasCount(4, lines);
        Assert.IsTrue(lines.All(line => line.Length == lines[0].Length));
        var second = lines[0].Zip(lines[2]).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        Assert.AreEqual("upos", second["task"]);
        Assert.AreEqual("1", second["layer"]);
        Assert.AreEqual(0.9, double.Parse(second["accuracy"], CultureInfo.InvariantCulture));
        Assert.AreEqual(0.9 - 0.02, double.Parse(second["accuracy_low"], CultureInfo.InvariantCulture));
        Assert.AreEqual(0.65, double.Parse(second["word_type"], CultureInfo.InvariantCulture));
    }

    [TestMethod]
    public void WhatWasNotMeasuredIsEmptyInTheTableAndNullInJson()
    {
        var report = SampleReport.Create(bare: true);
        var lines = report.ToTsv().Split('\n').Select(line => line.Split('\t')).ToList();
        Assert.AreEqual("", lines[1][Array.IndexOf(lines[0], "selectivity")]);
        using var json = JsonDocument.Parse(report.ToJson());
        var layer = json.RootElement.GetProperty("layers")[0];
        foreach (var name in new[] { "test", "control", "selectivity", "random_encoder", "description_length" })
            Assert.AreEqual(JsonValueKind.Null, layer.GetProperty(name).ValueKind, name);
    }

    [TestMethod]
    public void JsonHasTheWholeReport()
    {
        using var json = JsonDocument.Parse(SampleReport.Create(label: "Nomen \"é\"").ToJson());
        var root = json.RootElement;
        Assert.AreEqual("mltransfer-probe-report", root.GetProperty("format").GetString());
        Assert.AreEqual("Nomen \"é\"", root.GetProperty("labels")[0].GetString());
        Assert.AreEqual(2000, root.GetProperty("rows").GetInt32());
        Assert.AreEqual(0.55, root.GetProperty("baselines").GetProperty("majority").GetProperty("value").GetDouble());
        var layer = root.GetProperty("layers")[1];
        Assert.AreEqual(0.4, layer.GetProperty("selectivity").GetProperty("value").GetDouble());
        Assert.AreEqual(110, layer.GetProperty("confusion")[0][1].GetInt64());
        Assert.AreEqual(10, layer.GetProperty("description_length").GetProperty("compression").GetDouble(), 1e-9);
    }

    [TestMethod]
    public void ALengthWithoutEndIsNoNumberOfJson()
    {
        var report = SampleReport.Create();
        report = report with { Results = [report.Results[0] with { CrossEntropy = double.PositiveInfinity }] };
        using var json = JsonDocument.Parse(report.ToJson());
        Assert.AreEqual(JsonValueKind.Null, json.RootElement.GetProperty("layers")[0].GetProperty("cross_entropy_bits").ValueKind);
    }

    [TestMethod]
    public void TheNameOfTheFileSaysTheForm()
    {
        using var folder = new TestSupport.TemporaryFolder();
        var report = SampleReport.Create();
        report.Save(folder.File("r.tsv"));
        report.Save(folder.File("r.json"));
        report.Save(folder.File("r.html"));
        Assert.AreEqual(report.ToTsv(), File.ReadAllText(folder.File("r.tsv")));
        Assert.AreEqual(report.ToJson(), File.ReadAllText(folder.File("r.json")));
        Assert.AreEqual(report.ToPage().ToDocument(), File.ReadAllText(folder.File("r.html")));
        report.Save(folder.File("r.svg"));
        Assert.AreEqual(report.AccuracyChart().ToSvg(), File.ReadAllText(folder.File("r.svg")));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => report.Save(folder.File("r.pdf"))).Message, "one of .html, .tsv, .json, .svg");
    }

    [TestMethod]
    public void TheSameTextInEveryCulture()
    {
        var report = SampleReport.Create();
        var (tsv, json, html) = (report.ToTsv(), report.ToJson(), report.ToHtml());
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.AreEqual(tsv, report.ToTsv());
            Assert.AreEqual(json, report.ToJson());
            Assert.AreEqual(html, report.ToHtml());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
