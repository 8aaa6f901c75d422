using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Sequences;

[TestClass]
public sealed class MultiLabelClassifierTests
{
    private static readonly string[] Words = ["cat", "good", "fast"];
    private static readonly FineTuningOptions Options = new() { LearningRate = 1e-2, Epochs = 20, BatchSize = 8, Dropout = 0 };

    private readonly TinyModel _files = new();

    [TestCleanup]
    public void DeleteModel() => _files.Dispose();

    [TestMethod]
    public void Each_label_is_found_on_its_own()
    {
        var examples = Examples(64);
        using var classifier = MultiLabelClassifier.Train(_files.Folder, examples, 3, seed: 1, Options);
        Assert.AreEqual(3, classifier.LabelCount);
        Assert.IsGreaterThan(0.95, Measure(classifier, examples).MicroF1);
        var none = classifier.Predict([("the mat", null)]);
        Assert.IsTrue(Array.TrueForAll(none, probability => probability < 0.5f), string.Join(' ', none));
    }

    [TestMethod]
    public void The_metric_of_validation_is_the_micro_F1_at_the_threshold()
    {
        var (examples, validation) = (Examples(40), Examples(24, first: 3));
        foreach (var threshold in new[] { 0.3f, 0.5f })
        {
            using var classifier = MultiLabelClassifier.Train(_files.Folder, examples, 3, seed: 1, Options with { Epochs = 2 }, validation, threshold: threshold);
            var best = classifier.Summary!.Epochs[classifier.Summary.BestEpoch - 1].Validation!;
            Assert.AreEqual("micro-F1", best.Metric);
            Assert.AreEqual(Measure(classifier, validation, threshold).MicroF1, best.Value);
            var probabilities = classifier.Predict([.. validation.Select(example => (example.Text, example.Pair))]);
            var targets = Indicators(validation);
            Assert.AreEqual(-probabilities.Zip(targets, (p, t) => Math.Log(t > 0 ? p : 1 - p)).Average(), best.Loss, 1e-4);
        }
    }

    [TestMethod]
    public void Smoothed_labels_keep_the_probabilities_from_the_ends()
    {
        var examples = Enumerable.Range(0, 32).Select(i => i % 2 == 0 ? new MultiLabelText("the cat", null, [0]) : new MultiLabelText("very good", null, [])).ToList();
        using var classifier = MultiLabelClassifier.Train(_files.Folder, examples, 1, seed: 1, Options with { Epochs = 30, WeightDecay = 0, LabelSmoothing = 0.3f });
        Assert.AreEqual(0.85f, classifier.Predict([("the cat", null)])[0], 0.03f);
        Assert.AreEqual(0.15f, classifier.Predict([("very good", null)])[0], 0.03f);
    }

    [TestMethod]
    public void An_archive_gives_the_same_bits_and_names_the_labels()
    {
        using var classifier = MultiLabelClassifier.Train(_files.Folder, Examples(16), 3, seed: 1, Options with { Epochs = 1 });
        var entries = classifier.ToArchive(Words);
        using var restored = MultiLabelClassifier.FromArchive(entries, "archive");
        (string?, string?)[] texts = [("the good cat", null), (null, null), ("a dog", "ran fast")];
        CollectionAssert.AreEqual(classifier.Predict(texts, threads: 1), restored.Predict(texts, threads: 2));
        var config = System.Text.Encoding.UTF8.GetString(entries["config.json"].Span);
        StringAssert.Contains(config, "\"problem_type\": \"multi_label_classification\"", StringComparison.Ordinal);
        StringAssert.Contains(config, "\"2\": \"fast\"", StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => classifier.ToArchive(["cat"]));
        StringAssert.Contains(Assert.Throws<InvalidDataException>(() => TextRegressor.FromArchive(entries, "archive")).Message, "'multi-label-classification'", StringComparison.Ordinal);
    }

    [TestMethod]
    public void What_cannot_be_learned_is_refused()
    {
        StringAssert.Contains(Refused([new("a", null, [0]), new("b", null, [1, 3])]), "Example 1 has the label 3; there are the labels 0 to 2", StringComparison.Ordinal);
        StringAssert.Contains(Refused([new("a", null, [-1])]), "Example 0 has the label -1", StringComparison.Ordinal);
        StringAssert.Contains(Refused([new("a", null, []), new("b", null, [])]), "None of the 2 examples has a label", StringComparison.Ordinal);
        StringAssert.Contains(Refused([]), "There are no examples", StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => MultiLabelClassifier.Train(_files.Folder, Examples(4), 3, seed: 1, threshold: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => MultiLabelClassifier.Train(_files.Folder, Examples(4), 3, seed: 1, threshold: float.NaN));
    }

    private string Refused(MultiLabelText[] examples) => Assert.Throws<ArgumentException>(() => MultiLabelClassifier.Train(_files.Folder, examples, 3, seed: 1)).Message;

    /// <summary>Texts with any of three words, each a label; every eighth has none.</summary>
    private static MultiLabelText[] Examples(int count, int first = 0) =>
    [
        .. Enumerable.Range(first, count).Select(i =>
        {
            int[] labels = [.. Enumerable.Range(0, 3).Where(label => (i >> label & 1) == 1)];
            return new MultiLabelText($"the {string.Join(' ', labels.Select(label => Words[label]))} mat {i}", null, labels);
        }),
    ];

    private static float[] Indicators(MultiLabelText[] examples) =>
        [.. examples.SelectMany(example => Enumerable.Range(0, 3).Select(label => example.Labels.Contains(label) ? 1f : 0f))];

    private static MultiLabelMetrics Measure(MultiLabelClassifier classifier, MultiLabelText[] examples, float threshold = 0.5f) =>
        MultiLabelMetrics.Of(classifier.Predict([.. examples.Select(example => (example.Text, example.Pair))]), Indicators(examples), 3, threshold);
}
