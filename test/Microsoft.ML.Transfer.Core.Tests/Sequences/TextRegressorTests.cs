using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Sequences;

[TestClass]
public sealed class TextRegressorTests
{
    private static readonly FineTuningOptions Options = new() { LearningRate = 1e-2, Epochs = 12, BatchSize = 8, Dropout = 0 };
    private static readonly (string? Text, string? Pair)[] Texts = [.. Examples(20).Select(example => (example.Text, example.Pair))];

    private readonly TinyModel _files = new();

    [TestCleanup]
    public void DeleteModel() => _files.Dispose();

    [TestMethod]
    [DataRow(1f, 0f)]
    [DataRow(1e-4f, 0f)]
    [DataRow(300f, 5000f)]
    public void Numbers_of_any_scale_are_learned(float scale, float shift)
    {
        var examples = Examples(60, scale, shift);
        using var regressor = TextRegressor.Train(_files.Folder, examples, seed: 1, Options);
        var metrics = SimilarityMetrics.Of(regressor.Predict([.. examples.Select(example => (example.Text, example.Pair))]), examples.Select(example => example.Target).ToArray());
        Assert.IsGreaterThan(0.9, metrics.RSquared);
        Assert.IsGreaterThan(0.9, metrics.Pearson);
    }

    [TestMethod]
    public void A_scale_changes_nothing_but_the_numbers()
    {
        // By a power of two, so that not even the rounding differs.
        using var small = TextRegressor.Train(_files.Folder, Examples(40), seed: 1, Options);
        using var large = TextRegressor.Train(_files.Folder, Examples(40, scale: 1024), seed: 1, Options);
        CollectionAssert.AreEqual(Array.ConvertAll(small.Predict(Texts), value => 1024 * value), large.Predict(Texts));
    }

    [TestMethod]
    public void The_metric_of_validation_is_R_squared_of_what_is_kept_out()
    {
        var (examples, validation) = (Examples(40), Examples(20, scale: 1, shift: 0.25f));
        using var regressor = TextRegressor.Train(_files.Folder, examples, seed: 1, Options with { Epochs = 3 }, validation);
        var best = regressor.Summary!.Epochs[regressor.Summary.BestEpoch - 1].Validation!;
        Assert.AreEqual("R²", best.Metric);
        var metrics = SimilarityMetrics.Of(regressor.Predict([.. validation.Select(example => (example.Text, example.Pair))]), validation.Select(example => example.Target).ToArray());
        Assert.AreEqual(metrics.RSquared, best.Value, 1e-4);
        // The loss is that of the standardised numbers.
        var scale = TargetScale.Of([.. examples.Select(example => example.Target)], isCentred: true);
        Assert.AreEqual(Math.Pow(metrics.RootMeanSquaredError / scale.Deviation, 2), best.Loss, 1e-4);
    }

    [TestMethod]
    public void An_archive_gives_the_same_bits_and_is_a_checkpoint_of_one_score()
    {
        using var regressor = TextRegressor.Train(_files.Folder, Examples(20), seed: 1, Options with { Epochs = 1 });
        var entries = regressor.ToArchive();
        using var restored = TextRegressor.FromArchive(entries, "archive");
        CollectionAssert.AreEqual(regressor.Predict(Texts, threads: 1), restored.Predict(Texts, threads: 2));
        Assert.AreEqual(Path.GetFileName(_files.Folder), restored.ModelName);
        StringAssert.Contains(System.Text.Encoding.UTF8.GetString(entries["config.json"].Span), "\"problem_type\": \"regression\"", StringComparison.Ordinal);

        using var folder = new TemporaryFolder();
        foreach (var (name, bytes) in entries)
            folder.Write(name, bytes.ToArray());
        using var checkpoint = Transfer.Heads.PretrainedModel.Load(folder.Path);
        Assert.AreEqual(1, checkpoint.Heads.Single().ScoreCount);

        Assert.Throws<InvalidDataException>(() => MultiLabelClassifier.FromArchive(entries, "archive"));
    }

    [TestMethod]
    public void Broken_off_and_resumed_it_gives_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        using var straight = TextRegressor.Train(_files.Folder, Examples(24), seed: 1, Options with { Epochs = 3 });
        using var cancellation = new CancellationTokenSource();
        var options = Options with { Epochs = 3, CheckpointFolder = folder.File("training"), Progress = step => { if (step.Step == 4) cancellation.Cancel(); } };
        Assert.Throws<OperationCanceledException>(() => TextRegressor.Train(_files.Folder, Examples(24), seed: 1, options, cancellationToken: cancellation.Token));
        using var resumed = TextRegressor.Train(_files.Folder, Examples(24), seed: 1, options with { Progress = null });
        CollectionAssert.AreEqual(straight.Predict(Texts), resumed.Predict(Texts));
        Assert.Throws<InvalidDataException>(() => TextRegressor.Train(_files.Folder, Examples(24, scale: 3, shift: 1e6f), seed: 2, options with { Progress = null }));
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void A_target_that_is_no_number_is_refused_by_its_place(float target)
    {
        var examples = Examples(6);
        examples[3] = examples[3] with { Target = target };
        var error = Assert.Throws<ArgumentException>(() => TextRegressor.Train(_files.Folder, examples, seed: 1));
        StringAssert.Contains(error.Message, FormattableString.Invariant($"Example 3 has the target {target}"), StringComparison.Ordinal);
        Assert.AreEqual("validation", Assert.Throws<ArgumentException>(() => TextRegressor.Train(_files.Folder, Examples(6), seed: 1, validation: examples)).ParamName);
    }

    [TestMethod]
    public void Nothing_to_learn_is_refused()
    {
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => TextRegressor.Train(_files.Folder, [], seed: 1)).Message, "There are no examples", StringComparison.Ordinal);
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => TextRegressor.Train(_files.Folder, Examples(4, scale: 0, shift: 2.5f), seed: 1)).Message, "All 4 examples have the target 2.5", StringComparison.Ordinal);
    }

    /// <summary>Texts whose first word gives the number: 0, 1 or 2.</summary>
    private static ScoredText[] Examples(int count, float scale = 1, float shift = 0)
    {
        string[] words = ["cat", "good", "fast"];
        return [.. Enumerable.Range(0, count).Select(i => new ScoredText($"{words[i % 3]} the {i}", i % 2 == 0 ? "it was" : null, scale * (i % 3) + shift))];
    }
}
