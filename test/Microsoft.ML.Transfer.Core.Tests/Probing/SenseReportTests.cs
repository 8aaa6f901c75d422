using System.Text.Json;
using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class SenseReportTests
{
    [TestMethod]
    public void TheLayerThatTellsTheSensesApartIsFound()
    {
        var (training, test, store) = Planted();
        using var _ = store;
        var report = SenseReport.Measure("planted", "bank", store, training, test, threads: 2);
        CollectionAssert.AreEqual(new[] { "money", "river" }, report.Senses.ToArray());
        Assert.AreEqual((60, 40, 0), (report.TrainingContexts, report.TestContexts, report.SharedContexts));
        Assert.AreEqual(1, report.Best.Layer);
        Assert.AreEqual(1, report.Layers[1].Accuracy.Value);
        Assert.AreEqual(new ProbeScore(1, 1, 1), report.Layers[1].MacroF1);
        Assert.IsTrue(report.Layers[0].MacroF1.Low < report.Layers[0].MacroF1.Value && report.Layers[0].MacroF1.Value < report.Layers[0].MacroF1.High);
        Assert.AreEqual(1, report.Layers[1].CentroidAccuracy.Value);
        Assert.IsGreaterThan(3, report.Layers[1].Separation.Ratio);
        // Where nothing is planted, nothing is found.
        Assert.AreEqual(1, report.Layers[0].Separation.Ratio, 0.05);
        Assert.IsTrue(report.Layers[0].Accuracy.Low <= 0.5 && report.Layers[0].Accuracy.High >= 0.5, report.Layers[0].Accuracy.ToString());
        Assert.AreEqual(0.5, report.Majority.Accuracy);
        // The planted difference is the first axis, and on it the senses lie on different sides.
        Assert.IsGreaterThan(0.5, report.Layers[1].FirstShare);
        var bySense = report.Layers[1].Points.ToLookup(point => point.Sense, point => point.First);
        Assert.IsTrue(bySense[0].Max() < bySense[1].Min() || bySense[1].Max() < bySense[0].Min());
        StringAssert.StartsWith(report.ToPage().Title, "Layer 1 tells the senses of 'bank' apart best: macro-F1 1.000");
    }

    [TestMethod]
    public void WithoutATestSplitNoContextAnswersForItselfOrItsLikes()
    {
        // Two by two the same sentences, with other senses than what lies next to them.
        string[] texts = ["a bank", "a bank", "b bank", "b bank", "c bank", "d bank"];
        string[] senses = ["x", "x", "y", "y", "x", "y"];
        float[] angles = [0, 0, 0.1f, 0.1f, 0.5f, 0.7f];
        SenseContext[] contexts = [.. texts.Zip(senses, (text, sense) => new SenseContext(text.Split(' '), 1, sense))];
        using var store = LayerStore.Of(new ProbeMatrix(angles.SelectMany(angle => new[] { MathF.Cos(angle), MathF.Sin(angle) }).ToArray(), 6, 2));
        var report = SenseReport.Measure("planted", "bank", store, contexts);
        var layer = report.Layers[0];
        // The nearest of another sentence: b for a, a for b, d for c, c for d: always the other sense.
        Assert.AreEqual(0, layer.Accuracy.Value);
        Assert.AreEqual((6, 6, 0), (report.TrainingContexts, report.TestContexts, report.SharedContexts));
        // So too for the means: without its own sentence, a (0) lies at 0.3 from the others of y and at 0.5 from c, which is all that is left of x.
        Assert.AreEqual((3L, 3L), (layer.NearestCentroid[0, 1], layer.NearestCentroid[1, 0]));
        StringAssert.StartsWith(report.ToPage().Title, "No layer is shown to tell the senses of 'bank'");
        // With a test split of its own they are compared, and counted.
        using var twice = LayerStore.Of(new ProbeMatrix(angles.Concat(angles).SelectMany(angle => new[] { MathF.Cos(angle), MathF.Sin(angle) }).ToArray(), 12, 2));
        var asked = SenseReport.Measure("planted", "bank", twice, contexts, contexts);
        Assert.AreEqual((1.0, 6), (asked.Layers[0].Accuracy.Value, asked.SharedContexts));
    }

    [TestMethod]
    public void DistancesAreThoseOfAllPairs()
    {
        var x = Random(40, 5, seed: 3);
        int[] senses = [.. Enumerable.Range(0, 40).Select(i => i % 7 == 0 ? 2 : i % 2)];
        var separation = SenseSeparation.Of(x, senses, 4);
        var within = Enumerable.Range(0, 3).Average(sense => Pairs(sense, sense).Average());
        var between = new[] { (0, 1), (0, 2), (1, 2) }.Average(pair => Pairs(pair.Item1, pair.Item2).Average());
        Assert.AreEqual(within, separation.Within, 1e-6);
        Assert.AreEqual(between, separation.Between, 1e-6);
        Assert.AreEqual(separation.Between / separation.Within, separation.Ratio);

        IEnumerable<double> Pairs(int a, int b) =>
            from i in Enumerable.Range(0, 40) from j in Enumerable.Range(0, 40) where i != j && senses[i] == a && senses[j] == b select 1 - Cosine(x.Row(i), x.Row(j));
    }

    [TestMethod]
    public void TheIntervalOfAMacroF1GrowsWithoutRows()
    {
        // 40 right of 50 for each of two classes; then a tenth of that.
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i % 2)];
        int[] predictions = [.. labels.Select((label, i) => i < 20 ? 1 - label : label)];
        var many = MacroF1Interval.Of(ConfusionCounts.Of(labels, predictions, 2));
        Assert.AreEqual(0.8, many.Value, 1e-12);
        // Near the normal interval of an accuracy of 0.8 of 100: ± 0.078.
        Assert.AreEqual(0.72, many.Low, 0.02);
        Assert.AreEqual(0.88, many.High, 0.02);
        var few = MacroF1Interval.Of(ConfusionCounts.Of(labels[..10], [.. labels[..10].Select((label, i) => i < 2 ? 1 - label : label)], 2));
        Assert.IsTrue(few.High - few.Low > 2 * (many.High - many.Low), few.ToString());
        Assert.AreEqual(many, MacroF1Interval.Of(ConfusionCounts.Of(labels, predictions, 2)));
    }

    [TestMethod]
    public void TheWordsVectorIsTakenFromItsSentence()
    {
        using var files = new TinyModel();
        using var model = TextEmbedder.Load(files.Folder);
        SenseContext[] training = [new(["the", "cat", "sat"], 1, "animal"), new(["a", "cat", "ran", "fast"], 1, "animal"), new(["it", "was", "the", "cats"], 3, "musical")];
        SenseContext[] test = [new(["the", "cat", "sat"], 1, "musical")];
        var report = SenseReport.Measure(model, "cat", training, test, randomSeed: null);
        using var store = LayerExtraction.Words(model, [.. training.Concat(test).Select(context => context.Words)]);
        using var words = LayerStore.Of([.. store.Layers.Select(layer => store.Read(layer, [1, 4, 10, 12]))]);
        var expected = SenseReport.Measure(model.ModelName, "cat", words, training, test);
        Assert.AreEqual(expected.ToTsv(), report.ToTsv());
        Assert.AreEqual(expected.ToJson(), report.ToJson());
        Assert.HasCount(3, report.Layers);
        Assert.AreEqual(1, report.SharedContexts);
        // The same sentence is nearest, and had the other sense.
        Assert.AreEqual(1, report.Layers[2].NearestNeighbour[1, 0]);
        var some = SenseReport.Measure(model, "cat", training, test, new ExtractionOptions { Layers = Layers.At(2) });
        CollectionAssert.AreEqual(new[] { 2 }, some.Layers.Select(layer => layer.Layer).ToArray());
        // The same sentence is nearest to itself, whatever the weights.
        Assert.AreEqual(1, some.Layers[0].RandomEncoder![1, 0]);
        Assert.IsNull(report.Layers[2].RandomEncoder);
        StringAssert.Contains(some.ToPage().ToDocument(), "random weights");
    }

    [TestMethod]
    public void WhatCannotBeMeasuredIsNamed()
    {
        using var files = new TinyModel();
        using var model = TextEmbedder.Load(files.Folder);
        SenseContext good = new(["the", "cat"], 1, "a"), other = new(["a", "cat"], 1, "b");
        Throws("Context 1 names word 2 of a sentence of 2 words", [good, good with { Position = 2 }]);
        Throws("have 1 sense(s); two are needed", [good, good]);
        Throws("The word '\u0001' of context 1 leaves no token", [good, other with { Words = ["a", "\u0001"] }]);
        using var store = LayerStore.Of(new ProbeMatrix(new float[6], 3, 2));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => SenseReport.Measure("x", "cat", store, [good, other])).Message, "There are 3 vectors for 2 contexts");
        // Zeros are no failure.
        Assert.AreEqual(0.5, SenseReport.Measure("x", "cat", store, [good, other], [other]).Majority.Accuracy + 0.5);

        void Throws(string message, SenseContext[] contexts) =>
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => SenseReport.Measure(model, "cat", contexts)).Message, message);
    }

    [TestMethod]
    public void TheReportHasAllFormsWithTheSameNumbers()
    {
        var (training, test, store) = Planted();
        using var _ = store;
        var report = SenseReport.Measure("planted", "bank", store, training, test);
        var lines = report.ToTsv().TrimEnd('\n').Split('\n');
        Assert.HasCount(3, lines);
        Assert.IsTrue(Array.TrueForAll(lines, line => line.Split('\t').Length == 20));
        using var json = JsonDocument.Parse(report.ToJson());
        var layer = json.RootElement.GetProperty("layers")[1];
        Assert.AreEqual(1, layer.GetProperty("macro_f1").GetDouble());
        Assert.AreEqual(100, layer.GetProperty("points").GetArrayLength());
        Assert.AreEqual(20, layer.GetProperty("confusion")[1][1].GetInt32());
        var page = report.ToPage().ToDocument();
        Assert.AreEqual(3, page.Split("<svg").Length - 1);
        Assert.DoesNotContain("<script", page);
        Assert.AreEqual(page, SenseReport.Measure("planted", "bank", store, training, test, threads: 1).ToPage().ToDocument());
    }

    /// <summary>Contexts of two senses, half and half, with nothing in layer 0 and a direction for the sense in layer 1.</summary>
    private static (SenseContext[] Training, SenseContext[] Test, LayerStore Store) Planted()
    {
        SenseContext[] contexts = [.. Enumerable.Range(0, 100).Select(i => new SenseContext([FormattableString.Invariant($"w{i}"), "bank"], 1, i % 2 == 0 ? "money" : "river"))];
        var (nothing, planted) = (Random(100, 12, seed: 1), Random(100, 12, seed: 2).Values.ToArray());
        for (var i = 0; i < 100; i++)
            planted[i * 12] += i % 2 == 0 ? 5 : -5;
        return (contexts[..60], contexts[60..], LayerStore.Of(nothing, new ProbeMatrix(planted, 100, 12)));
    }

    private static ProbeMatrix Random(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return new ProbeMatrix(Enumerable.Range(0, rows * columns).Select(_ => (float)(random.NextDouble() - 0.5) * 2).ToArray(), rows, columns);
    }

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var (dot, aa, bb) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
            (dot, aa, bb) = (dot + a[i] * b[i], aa + a[i] * a[i], bb + b[i] * b[i]);
        return dot / Math.Sqrt(aa * bb);
    }
}
