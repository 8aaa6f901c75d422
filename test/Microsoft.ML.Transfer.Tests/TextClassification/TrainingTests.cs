using Microsoft.ML.Data;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Tests.TextClassification;

[TestClass]
public sealed class TrainingTests
{
    private readonly MLContext _context = new(seed: 1);
    private readonly IDataView _data;

    public TrainingTests() => _data = _context.Data.LoadFromEnumerable(Messages.Generate(60));

    [TestMethod]
    public void It_learns_a_toy_task_perfectly_and_says_so_of_texts_not_seen()
    {
        var model = FineTuning.Fit(_context, _data);
        Assert.AreEqual(1.0, _context.MulticlassClassification.Evaluate(model.Transform(_data)).MicroAccuracy);
        var others = _context.Data.LoadFromEnumerable(Messages.Generate(60, seed: 2));
        Assert.IsGreaterThan(0.9, _context.MulticlassClassification.Evaluate(model.Transform(others)).MicroAccuracy);
    }

    [TestMethod]
    public void Probabilities_add_up_to_1_and_the_predicted_label_is_the_likeliest()
    {
        var scored = FineTuning.Fit(_context, _data, FineTuning.Small with { Epochs = 1 }).Transform(_data);
        var names = default(VBuffer<ReadOnlyMemory<char>>);
        scored.Schema["Score"].GetSlotNames(ref names);
        CollectionAssert.AreEqual(new[] { "cat", "good", "sat" }, names.DenseValues().Select(name => name.ToString()).ToArray());
        var labels = _context.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(scored).Transform(scored).GetColumn<string>("PredictedLabel").ToArray();
        var scores = scored.GetColumn<float[]>("Score").ToArray();
        for (var i = 0; i < scores.Length; i++)
        {
            Assert.AreEqual(1f, scores[i].Sum(), 1e-5f);
            Assert.AreEqual(names.GetItemOrDefault(Array.IndexOf(scores[i], scores[i].Max())).ToString(), labels[i]);
        }
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_bits_on_1_and_2_threads()
    {
        var options = FineTuning.Small with { Epochs = 2, Dropout = 0.1f, ValidationShare = 0.2 };
        var one = FineTuning.ScoresOf(FineTuning.Fit(_context, _data, options with { Threads = 1 }), _data);
        var two = FineTuning.ScoresOf(FineTuning.Fit(_context, _data, options with { Threads = 2 }), _data);
        Stage.AssertSameBits(one, two);
        var other = FineTuning.ScoresOf(FineTuning.Fit(_context, _data, options with { Seed = 4 }), _data);
        CollectionAssert.AreNotEqual(one[0], other[0]);
    }

    [TestMethod]
    public void Without_a_seed_of_its_own_it_follows_that_of_the_context()
    {
        float[] First(int seed)
        {
            var context = new MLContext(seed);
            var data = context.Data.LoadFromEnumerable(Messages.Generate(12));
            return FineTuning.ScoresOf(FineTuning.Fit(context, data, FineTuning.Small with { Seed = null, Epochs = 1 }), data)[0];
        }
        CollectionAssert.AreEqual(First(1), First(1));
        CollectionAssert.AreNotEqual(First(1), First(2));
    }

    [TestMethod]
    public void Pairs_are_told_apart_by_their_second_text()
    {
        // The first texts are alike: only the second one tells.
        string[] seconds = ["good", "bad"];
        var rows = Enumerable.Range(0, 40).Select(i => new Message { Text = "the cat sat", Label = seconds[i % 2], Second = "it was " + seconds[i % 2] }).ToList();
        var data = _context.Data.LoadFromEnumerable(rows);
        var model = FineTuning.Fit(_context, data, FineTuning.Small with { Sentence2ColumnName = "Second" });
        Assert.AreEqual(1.0, _context.MulticlassClassification.Evaluate(model.Transform(data)).MicroAccuracy);
    }

    [TestMethod]
    public void Labels_that_are_numbers_come_back_as_numbers()
    {
        var rows = Messages.Generate(30);
        foreach (var row in rows)
            row.Number = row.Good ? 7 : 9;
        var data = _context.Data.LoadFromEnumerable(rows);
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label", "Number")
            .Append(_context.MulticlassClassification.Trainers.FineTuneTextClassification(FineTuning.Small))
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        CollectionAssert.AreEqual(rows.Select(row => row.Number).ToArray(), pipeline.Fit(data).Transform(data).GetColumn<int>("PredictedLabel").ToArray());
    }

    [TestMethod]
    public void It_is_cross_validated_like_any_trainer()
    {
        var keyed = _context.Transforms.Conversion.MapValueToKey("Label").Fit(_data).Transform(_data);
        var folds = _context.MulticlassClassification.CrossValidate(keyed, _context.MulticlassClassification.Trainers.FineTuneTextClassification(FineTuning.Small), numberOfFolds: 2);
        Assert.HasCount(2, folds);
        Assert.IsGreaterThan(0.8, folds.Average(fold => fold.Metrics.MicroAccuracy));
    }

    [TestMethod]
    public void The_log_and_the_callback_tell_of_the_progress()
    {
        List<string> log = [];
        _context.Log += (_, e) => log.Add(e.RawMessage);
        List<FineTuningProgress> steps = [];
        FineTuning.Fit(_context, _data, FineTuning.Small with { Epochs = 2, ValidationShare = 0.2, Progress = steps.Add });
        // 48 of 60 rows in batches of 8.
        Assert.HasCount(12, steps);
        CollectionAssert.AreEqual(new[] { 6, 12 }, steps.Where(step => step.EndsEpoch).Select(step => step.Step).ToArray());
        Assert.IsTrue(steps.TrueForAll(step => step.Steps == 12 && double.IsFinite(step.Loss) && step.ExamplesPerSecond > 0 && step.EndsEpoch == step.Validation is not null));
        var line = log.Find(message => message.StartsWith("Epoch 2/2", StringComparison.Ordinal))!;
        foreach (var part in new[] { "step 12/12", "loss ", "learning rate ", "examples/s", "00:00:00 left", "Validation: loss ", "accuracy " })
            StringAssert.Contains(line, part, StringComparison.Ordinal);
    }

    [TestMethod]
    public void The_weights_of_the_best_epoch_are_kept()
    {
        // A rate far too high for a model that has learned: what the last epochs do to it must not count.
        List<ValidationResult> results = [];
        var options = FineTuning.Small with { LearningRate = 0.3, WarmupShare = 0.5, Epochs = 8, ValidationShare = 0.3, Progress = step => results.AddRange(step.Validation is { } result ? [result] : []) };
        var best = FineTuning.Fit(_context, _data, options);
        var all = _context.MulticlassClassification.Evaluate(best.Transform(_data));
        Assert.HasCount(8, results);
        Assert.AreNotEqual(results.MaxBy(result => result.Value), results[^1]);
        Assert.IsGreaterThan(results[^1].Value, all.MicroAccuracy);
    }

    [TestMethod]
    public void Cancellation_ends_it()
    {
        using var cancellation = new CancellationTokenSource();
        var steps = 0;
        var options = FineTuning.Small with { CancellationToken = cancellation.Token, Progress = _ => { if (++steps == 3) cancellation.Cancel(); } };
        Assert.Throws<OperationCanceledException>(() => FineTuning.Fit(_context, _data, options));
        Assert.AreEqual(3, steps);
    }

    [TestMethod]
    public void A_rate_that_leads_nowhere_is_reported()
    {
        var error = Assert.Throws<TrainingDivergedException>(() => FineTuning.Fit(_context, _data, FineTuning.Small with { LearningRate = 1e30, WarmupShare = 0 }));
        StringAssert.Contains(error.Message, "lower learning rate", StringComparison.Ordinal);
    }
}
