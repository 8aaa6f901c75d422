using System.Text.Json;
using Microsoft.ML.Transfer.Charts;
using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class NeuronTests
{
    private const int Rows = 600;
    private const int Columns = 12;

    [TestMethod]
    public void TheDimensionsThatCarryTheClassAreFound()
    {
        var (x, labels, groups) = Planted();
        var report = NeuronReport.Measure(3, x, labels, groups, classes: 2, threads: 2);
        // Dimension 7 carries most, 2 a little; 4 is large but says nothing.
        foreach (var ranking in new[] { report.ByWeight, report.ByAblation })
        {
            CollectionAssert.AreEqual(new[] { 7, 2 }, ranking.Take(2).Select(neuron => neuron.Index).ToArray());
            Assert.HasCount(Columns, ranking);
            Assert.IsTrue(ranking.Zip(ranking.Skip(1)).All(pair => pair.First.Importance >= pair.Second.Importance));
        }
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 4, 8, 12 }, report.WeightCurve.Select(point => point.Count).ToArray());
        Assert.IsGreaterThan(0.9, report.WeightCurve[0].WithoutThem);
        // Without both of them nothing is left; with them alone all is.
        Assert.AreEqual(0.5, report.WeightCurve[2].WithoutThem, 0.1);
        Assert.AreEqual(report.WeightCurve[0].WithoutThem, report.WeightCurve[2].OnlyThem, 0.03);
        Assert.AreEqual(report.WeightCurve[^1].WithoutThem, report.RandomCurve[^1].WithoutThem, 1e-12);
        Assert.AreEqual(report.WeightCurve[0], report.RandomCurve[0]);
        var again = NeuronReport.Measure(3, x, labels, groups, classes: 2, threads: 1);
        Assert.AreEqual(report.ToTsv(), again.ToTsv());
        Assert.HasCount(7, report.ToTsv().TrimEnd('\n').Split('\n'));
        StringAssert.StartsWith(report.Chart().ToSvg(), "<svg");
        StringAssert.StartsWith(report.Chart().Title, "Layer 3: without the 4 dimensions of the greatest weight");
    }

    [TestMethod]
    public void AnEncoderIsLookedIntoAndTheReportIsWrittenInEveryForm()
    {
        using var tiny = new TinyModel();
        using var model = TextEmbedder.Load(tiny.Folder);
        var data = ProbeData.OfWords("pos", Enumerable.Range(0, 30).Select(i => ((IReadOnlyList<string>)["the", "cat" + (char)('a' + i), ""], (IReadOnlyList<string?>)["D", "N", i % 2 == 0 ? "D" : null])));
        var report = NeuronReport.Measure(model, data, layer: -1);
        Assert.AreEqual((2, "pos", model.PortableName), (report.Layer, report.Task, report.Model));
        // The empty words have a class, but no vector.
        Assert.AreEqual(20, report.TestRows);
        var page = report.ToPage();
        CollectionAssert.AreEqual(new[] { "Without the first dimensions", "With the first dimensions alone", "The first dimensions" }, page.Sections.Select(section => section.Heading).ToArray());
        StringAssert.StartsWith(report.ToHtml(), "<article");
        DrawnChart.Of(report.Chart()).CheckLayout();
        DrawnChart.Of(report.KeptChart()).CheckLayout();
        using var json = JsonDocument.Parse(report.ToJson());
        var ranking = json.RootElement.GetProperty("by_weight").GetProperty("ranking");
        Assert.AreEqual(report.ByWeight[0].Index, ranking[0].GetProperty("dimension").GetInt32());
        Assert.AreEqual(report.ByWeight.Count, ranking.GetArrayLength());
        Assert.AreEqual(report.AblationCurve[1].OnlyThem, json.RootElement.GetProperty("by_ablation").GetProperty("curve")[1].GetProperty("only").GetDouble());
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => NeuronReport.Measure(model, data, layer: 7)).Message, "layers 0 (embeddings) to 2");
    }

    [TestMethod]
    public void AnAblatedDimensionHasItsMean()
    {
        // A probe that looks at one dimension: with its mean for all rows there is one answer.
        var probe = new Threshold();
        var x = new ProbeMatrix(new float[] { 0, 5, 1, 5, 2, 5, 9, 5 }, 4, 2);
        int[] labels = [0, 0, 0, 1];
        var ranking = NeuronRanking.ByAblation(probe, x, labels, threads: 1);
        Assert.AreEqual(0, ranking[0].Index);
        // 0.9 for the right class of every row; at the mean, 3, the answer is class 1 for all: 0.1 for three of four.
        Assert.AreEqual((3 * Math.Log2(0.9 / 0.1) + 0) / 4, ranking[0].Importance, 1e-6);
        Assert.AreEqual(0, ranking[1].Importance);
        var curve = NeuronRanking.Ablate(probe, x, labels, ranking, [0, 1, 2]);
        CollectionAssert.AreEqual(new NeuronAblation[] { new(0, 1, 0.25), new(1, 0.25, 1), new(2, 0.25, 1) }, curve.ToArray());
    }

    [TestMethod]
    public void WeightsCountByTheScaleOfTheirDimension()
    {
        var x = new ProbeMatrix(new float[] { -1, -100, 0, 1, 100, 0 }, 2, 3);
        var ranking = NeuronRanking.ByWeight(new Weights(), x);
        // |w| σ: 1 and 2 over two classes by 1; 0.1 and 0.1 by 100; 9 by 0.
        CollectionAssert.AreEqual(new[] { 1, 0, 2 }, ranking.Select(neuron => neuron.Index).ToArray());
        Assert.AreEqual(10, ranking[0].Importance, 1e-5);
        Assert.AreEqual(1.5, ranking[1].Importance, 1e-6);
        Assert.AreEqual(0, ranking[2].Importance);
    }

    [TestMethod]
    public void WhatDoesNotFitIsRefused()
    {
        var (x, labels, groups) = Planted();
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => NeuronRanking.ByAblation(new Threshold(), x, labels)).Message, "reads vectors of 2 numbers");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => NeuronReport.Measure(0, x, labels[1..], groups, 2)).Message, "There are 599 labels");
        var two = new ProbeMatrix(new float[4], 2, 2);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => NeuronRanking.ByAblation(new Threshold(), two, new int[1])).Message, "There are 1 labels for 2 vectors");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => NeuronRanking.Ablate(new Threshold(), two, new int[2], [new RankedNeuron(0, 1)], [2])).Message, "2 dimensions cannot be ablated; 1 are ranked");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => NeuronReport.Measure(0, x, labels, groups, 2, new NotLinear())).Message, "'steps' is not linear");
    }

    private static (ProbeMatrix X, int[] Labels, int[] Groups) Planted()
    {
        var random = new Random(4);
        var (values, labels) = (new float[Rows * Columns], new int[Rows]);
        for (var row = 0; row < Rows; row++)
        {
            labels[row] = random.Next(2);
            for (var i = 0; i < Columns; i++)
                values[row * Columns + i] = (float)(random.NextDouble() - 0.5) * (i == 4 ? 20 : 1);
            values[row * Columns + 7] += labels[row] == 1 ? 0.45f : -0.45f;
            values[row * Columns + 2] += labels[row] == 1 ? 0.2f : -0.2f;
        }
        return (new ProbeMatrix(values, Rows, Columns), labels, [.. Enumerable.Range(0, Rows).Select(row => row / 3)]);
    }

    private sealed class Threshold : IFittedProbe
    {
        public int Classes => 2;

        public int Columns => 2;

        public void Score(ProbeMatrix x, Span<float> probabilities)
        {
            for (var row = 0; row < x.Rows; row++)
            {
                var second = x.Row(row)[0] >= 2.5f ? 0.9f : 0.1f;
                (probabilities[2 * row], probabilities[2 * row + 1]) = (1 - second, second);
            }
        }
    }

    private sealed class Weights : ILinearProbe
    {
        public int Classes => 2;

        public int Columns => 3;

        ReadOnlyMemory<float> ILinearProbe.Weights { get; } = new float[] { 1, 0.1f, 9, -2, -0.1f, 9 };

        public ReadOnlyMemory<float> Bias { get; } = new float[2];

        public void Score(ProbeMatrix x, Span<float> probabilities) => probabilities.Fill(0.5f);
    }

    private sealed class NotLinear : IProbe
    {
        public string Name => "steps";

        public IFittedProbe Fit(ProbeMatrix x, ReadOnlyMemory<int> labels, int classes, IFittedProbe? start = null, int? threads = null, CancellationToken cancellation = default) => new Threshold();
    }
}
