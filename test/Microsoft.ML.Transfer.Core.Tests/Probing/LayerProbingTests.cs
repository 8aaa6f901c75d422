using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.Tensors.Randomness;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class LayerProbingTests
{
    private const int Classes = 3;
    private const int Columns = 12;
    private static readonly TinyModel Tiny = new();

    [ClassCleanup]
    public static void DeleteModel() => Tiny.Dispose();

    [TestMethod]
    public void The_curve_finds_the_layer_in_which_the_labels_were_planted()
    {
        var data = Data(120);
        using var layers = Planted(data, layerCount: 5, planted: 3);
        var report = LayerProbing.Run("planted", layers, data, new LayerProbingOptions { Threads = 2 });
        Assert.AreEqual(3, report.Best.Layer);
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3, 4 }, report.Results.Select(result => result.Layer).ToArray());
        foreach (var result in report.Results)
        {
            var isPlanted = result.Layer == 3;
            Assert.AreEqual(isPlanted, result.Accuracy.Low > report.Baselines.Majority.High, $"layer {result.Layer}: {result.Accuracy}, majority {report.Baselines.Majority}");
            Assert.AreEqual(isPlanted, result.Selectivity!.Low > 0.2, $"layer {result.Layer}: selectivity {result.Selectivity}");
            Assert.AreEqual(isPlanted, result.DescriptionLength!.Compression > 1.5, $"layer {result.Layer}: compression {result.DescriptionLength.Compression}");
            Assert.IsNull(result.Test);
            Assert.IsNull(result.RandomEncoder);
            Assert.AreEqual(report.Rows, result.Confusion.Rows);
            Assert.AreEqual(result.Accuracy.Value, result.Confusion.Accuracy, 1e-12);
            Assert.AreEqual(result.Accuracy.Value - result.Control!.Value, result.Selectivity.Value, 1e-12);
        }
        Assert.AreEqual(data.Rows, report.Rows);
        Assert.AreEqual(120, report.Groups);
        Assert.AreEqual("planted", report.Model);
        Assert.AreEqual("toy", report.Task);
    }

    [TestMethod]
    public void A_probe_on_shuffled_labels_scores_at_the_majority_baseline_within_its_interval()
    {
        var data = Data(200);
        var random = new CounterRandom(9, CounterRandom.StreamOf("shuffle"));
        var order = Enumerable.Range(0, data.Units.Count).OrderBy(unit => random.Bits((ulong)unit)).ToArray();
        var at = 0;
        var shuffled = ProbeData.OfWords("shuffled", data.Sentences!.Select(words => (words, (IReadOnlyList<string?>)[.. words.Select(_ => data.ClassNames[data.Labels.Span[order[at++]]])])));
        using var layers = Planted(data, layerCount: 2, planted: 1);
        // A strong penalty: what is left to learn is how frequent the classes are.
        var report = LayerProbing.Run("planted", layers, shuffled, new LayerProbingOptions { Probe = new LogisticRegressionProbe { C = 1e-4 }, Measures = TrustMeasures.None });
        foreach (var result in report.Results)
        {
            Assert.IsLessThanOrEqualTo(report.Baselines.Majority.Value, result.Accuracy.Low);
            Assert.IsGreaterThanOrEqualTo(report.Baselines.Majority.Value, result.Accuracy.High);
            Assert.IsNull(result.Control);
            Assert.IsNull(result.Selectivity);
            Assert.IsNull(result.DescriptionLength);
        }
    }

    [TestMethod]
    public void Folds_never_share_a_sentence_even_where_it_is_written_twice()
    {
        var data = Data(30);
        var twice = ProbeData.OfWords("twice", data.Sentences!.Concat(data.Sentences!).Select(words => (words, (IReadOnlyList<string?>)[.. words.Select(word => word[..1])])));
        var probe = new Watching();
        using var layers = LayerStore.Of(new ProbeMatrix(Enumerable.Range(0, twice.Units.Count).Select(unit => (float)unit).ToArray(), twice.Units.Count, 1));
        LayerProbing.Run("rows", layers, twice, new LayerProbingOptions { Probe = probe, Measures = TrustMeasures.None, Folds = 4 });
        Assert.HasCount(4, probe.Folds);
        foreach (var (training, scored) in probe.Folds)
        {
            var groups = training.Select(unit => twice.Groups.Span[unit]).ToHashSet();
            Assert.IsFalse(scored.Any(unit => groups.Contains(twice.Groups.Span[unit])));
            Assert.AreEqual(twice.Units.Count, training.Count + scored.Count);
        }
        CollectionAssert.AreEquivalent(Enumerable.Range(0, twice.Units.Count).ToArray(), probe.Folds.SelectMany(fold => fold.Scored).ToArray());
    }

    [TestMethod]
    public void An_encoder_is_compared_with_one_of_random_weights_and_the_test_split_is_scored_once()
    {
        string[] nouns = ["cat", "dog", "mat"], verbs = ["sat", "ran", "was"];
        var sentences = Enumerable.Range(0, 60).Select(i => (
            (IReadOnlyList<string>)["the", nouns[i % 3], verbs[i / 3 % 3], new string((char)('a' + i % 26), 1 + i / 26), ""],
            (IReadOnlyList<string?>)["D", "N", "V", i % 7 == 0 ? null : "X", "N"])).ToList();
        var data = ProbeData.OfWords("pos", sentences.Take(40));
        var test = ProbeData.OfWords("pos", sentences.Skip(40).Append((["good"], ["A"])));
        var probe = new Watching { Inner = new LogisticRegressionProbe() };
        using var model = TextEmbedder.Load(Tiny.Folder);
        var told = new List<ProbingProgress>();
        var report = LayerProbing.Run(model, data, new LayerProbingOptions { Probe = probe, Folds = 2, Progress = told.Add }, test);

        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, report.Results.Select(result => result.Layer).ToArray());
        CollectionAssert.AreEqual(new[] { "D", "N", "V", "X", "A" }, report.Labels.ToArray());
        // The empty words have labels, but no vectors.
        Assert.AreEqual(data.Rows - 40, report.Rows);
        Assert.AreEqual(test.Rows - 20, report.TestRows);
        foreach (var result in report.Results)
        {
            Assert.IsNotNull(result.RandomEncoder);
            // The class that only the test split has is wrong there.
            Assert.IsLessThanOrEqualTo((report.TestRows - 1.0) / report.TestRows, result.Test!.Value);
            Assert.IsGreaterThan(0.5, result.Test.Value);
        }
        // Once a layer.
        Assert.HasCount(3, probe.Folds.Where(fold => fold.Training.Count == report.Rows).ToList());
        Assert.AreEqual(told[0].Steps, told.Count);
        CollectionAssert.AreEqual(Enumerable.Range(0, told.Count).ToArray(), told.Select(progress => progress.Done).ToArray());
    }

    [TestMethod]
    public void Test_rows_that_stand_in_what_was_trained_on_are_counted()
    {
        using var model = TextEmbedder.Load(Tiny.Folder);
        var options = new LayerProbingOptions { Folds = 2, Measures = TrustMeasures.None, Extraction = new ExtractionOptions { Layers = Layers.At(1) } };
        var words = ProbeData.OfWords("pos", [(["the", "cat"], ["D", "N"]), (["a", "cat"], ["D", "N"]), (["cat"], ["N"])]);
        Assert.AreEqual(3, LayerProbing.Run(model, words, options, ProbeData.OfWords("pos", [(["the", "cat"], ["D", "N"]), (["the", "mat"], ["D", "N"]), (["cat"], ["N"])])).SharedTestRows);
        var texts = ProbeData.OfTexts("t", [("the cat", "x"), ("the mat", "y"), ("a cat", "x")]);
        Assert.AreEqual(1, LayerProbing.Run(model, texts, options, ProbeData.OfTexts("t", [("the cat", "y"), ("the dog", "y")])).SharedTestRows);
        Assert.AreEqual(0, LayerProbing.Run(model, texts, options).SharedTestRows);
    }

    [TestMethod]
    public void The_same_report_comes_out_on_any_number_of_threads_and_from_a_file()
    {
        var sentences = Enumerable.Range(0, 30).Select(i => ((IReadOnlyList<string>)["the", i % 2 == 0 ? "cat" : "dogs", new string((char)('a' + i % 26), 2)], (IReadOnlyList<string?>)["D", "N", "X"]));
        var data = ProbeData.OfWords("pos", sentences);
        var reports = new List<ProbeReport>();
        foreach (var (threads, budget) in ((int, long)[])[(1, 1 << 30), (2, 1 << 30), (2, 0)])
        {
            using var model = TextEmbedder.Load(Tiny.Folder, new EmbeddingOptions { Threads = threads });
            reports.Add(LayerProbing.Run(model, data, new LayerProbingOptions { Threads = threads, Extraction = new ExtractionOptions { MemoryBudget = budget, Precision = StoredPrecision.Float32 } }));
        }
        foreach (var report in reports.Skip(1))
        {
            Assert.AreEqual(reports[0].Baselines, report.Baselines);
            foreach (var (expected, result) in reports[0].Results.Zip(report.Results))
                Assert.AreEqual(expected with { Confusion = result.Confusion }, result);
        }
    }

    [TestMethod]
    public void What_does_not_fit_is_refused()
    {
        var data = Data(10);
        using var layers = Planted(data, layerCount: 1, planted: 0);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => LayerProbing.Run("x", layers, Data(9))).Message, "vectors for", StringComparison.Ordinal);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => LayerProbing.Run("x", layers, data, new LayerProbingOptions { Folds = 11 })).Message, "11", StringComparison.Ordinal);
        using var model = TextEmbedder.Load(Tiny.Folder);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => LayerProbing.Run(model, data, test: ProbeData.OfTexts("toy", [("a", "b")]))).Message, "labels whole texts", StringComparison.Ordinal);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new LayerProbingOptions { Folds = 1 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new LayerProbingOptions { Measures = (TrustMeasures)8 });
        Assert.ThrowsExactly<OperationCanceledException>(() => LayerProbing.Run("x", layers, data, cancellation: new CancellationToken(canceled: true)));
    }

    /// <summary>Sentences of random words, whose classes are drawn apart from them.</summary>
    private static ProbeData Data(int sentences)
    {
        var random = new CounterRandom(3, CounterRandom.StreamOf("data"));
        return ProbeData.OfWords("toy", Enumerable.Range(0, sentences).Select(s => (
            (IReadOnlyList<string>)[.. Enumerable.Range(0, 8).Select(w => "w" + random.Bits((ulong)(s * 100 + w)) % 50 + (w == 0 ? "s" + s : ""))],
            (IReadOnlyList<string?>)[.. Enumerable.Range(0, 8).Select(w => "abc"[random.Bits((ulong)(s * 100 + w + 50)) % 4 is var c and < 3 ? (int)c : 0].ToString())])));
    }

    /// <summary>Layers of noise, and one in which a direction for each class was added to it.</summary>
    private static LayerStore Planted(ProbeData data, int layerCount, int planted) => LayerStore.Of([.. Enumerable.Range(0, layerCount).Select(layer =>
    {
        var random = new CounterRandom(4, CounterRandom.StreamOf("layer" + layer));
        var values = new float[data.Units.Count * Columns];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)random.Normal((ulong)i) + (layer == planted && i % Columns == data.Labels.Span[i / Columns] ? 4f : 0f);
        return new ProbeMatrix(values, data.Units.Count, Columns);
    })]);

    /// <summary>A probe that takes down, by the first number of each vector, what it is trained on and scored with.</summary>
    private sealed class Watching : IProbe
    {
        public IProbe? Inner { get; init; }

        public List<(List<int> Training, List<int> Scored)> Folds { get; } = [];

        public string Name => "watching";

        public IFittedProbe Fit(ProbeMatrix x, ReadOnlyMemory<int> labels, int classes, IFittedProbe? start = null, int? threads = null, CancellationToken cancellation = default)
        {
            var fold = (Numbers(x), new List<int>());
            Folds.Add(fold);
            return new Fitted(Inner?.Fit(x, labels, classes, threads: threads, cancellation: cancellation), fold.Item2, classes, x.Columns);
        }

        private static List<int> Numbers(ProbeMatrix x) => [.. Enumerable.Range(0, x.Rows).Select(row => (int)x.Row(row)[0])];

        private sealed class Fitted(IFittedProbe? inner, List<int> scored, int classes, int columns) : IFittedProbe
        {
            public int Classes => classes;

            public int Columns => columns;

            public void Score(ProbeMatrix x, Span<float> probabilities)
            {
                scored.AddRange(Numbers(x));
                probabilities.Fill(1f / classes);
                inner?.Score(x, probabilities);
            }
        }
    }
}
