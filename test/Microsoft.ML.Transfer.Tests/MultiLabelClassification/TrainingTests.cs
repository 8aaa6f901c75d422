using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Tests.MultiLabelClassification;

[TestClass]
public sealed class TrainingTests
{
    private readonly MLContext _context = new(seed: 1);
    private readonly List<Topic> _rows = Topics.Generate(64);
    private readonly IDataView _data;

    public TrainingTests() => _data = _context.Data.LoadFromEnumerable(_rows);

    [TestMethod]
    public void Labels_come_back_as_they_were_given()
    {
        var scored = Topics.Fit(_context, _data).Transform(_data);
        CollectionAssert.AreEqual(Topics.Names.ToArray(), NamesOf(scored, "Score"));
        var metrics = _context.MulticlassClassification.EvaluateMultiLabel(scored);
        Assert.IsGreaterThan(0.95, metrics.MicroF1);
        Assert.IsGreaterThan(0.9, metrics.SubsetAccuracy);
        var predictions = _context.Data.CreateEnumerable<PredictedTopic>(scored, reuseRowObject: false).ToList();
        var right = predictions.Zip(_rows).Count(pair => pair.First.PredictedLabel.SequenceEqual(pair.Second.Label));
        Assert.AreEqual(metrics.SubsetAccuracy, (double)right / _rows.Count, 1e-12);
        Assert.IsTrue(predictions.Exists(prediction => prediction.PredictedLabel.Length == 0), "a text without a label");
        Assert.IsTrue(predictions.Exists(prediction => prediction.PredictedLabel.Length == 3), "a text with all labels");
    }

    [TestMethod]
    public void Keys_and_both_kinds_of_indicators_are_learned_alike()
    {
        var options = Topics.Small with { Epochs = 2 };
        var expected = Topics.ScoresOf(Topics.Fit(_context, _data, options), _data);
        Stage.AssertSameBits(expected, Topics.ScoresOf(Topics.FitIndicators(_context, _data, options), _data));
        var numbers = _context.MulticlassClassification.Trainers.FineTuneMultiLabelClassification(options with { LabelColumnName = "Indicators" }).Fit(_data);
        Stage.AssertSameBits(expected, Topics.ScoresOf(numbers, _data));
    }

    [TestMethod]
    public void Indicators_are_predicted_as_indicators_from_the_threshold_on()
    {
        foreach (var threshold in new[] { 0.2f, 0.5f })
        {
            var scored = Topics.FitIndicators(_context, _data, Topics.Small with { Epochs = 2, Threshold = threshold }).Transform(_data);
            CollectionAssert.AreEqual(new[] { "0", "1", "2" }, NamesOf(scored, "PredictedLabel"));
            var predicted = scored.GetColumn<bool[]>("PredictedLabel").ToArray();
            var scores = scored.GetColumn<float[]>("Score").ToArray();
            for (var i = 0; i < scores.Length; i++)
                CollectionAssert.AreEqual(Array.ConvertAll(scores[i], score => score >= threshold), predicted[i]);
            var targets = _rows.SelectMany(row => row.Indicators).ToArray();
            Assert.AreEqual(
                MultiLabelMetrics.Of(scores.SelectMany(row => row).ToArray(), targets, 3, threshold).MicroF1,
                _context.MulticlassClassification.EvaluateMultiLabel(scored, "Indicators", threshold: threshold).MicroF1);
        }
    }

    [TestMethod]
    public void Pairs_are_told_apart_by_their_second_text()
    {
        var rows = Enumerable.Range(0, 40).Select(i => new Topic { Text = "the cat sat", Second = i % 2 == 0 ? "it was good" : "it ran", Flags = [i % 2 == 0, i % 2 == 1, true] }).ToList();
        var data = _context.Data.LoadFromEnumerable(rows);
        var trainer = _context.MulticlassClassification.Trainers.FineTuneMultiLabelClassification(
            "Flags", "Text", "Second", model: Stage.Folder, epochs: 12, batchSize: 8, learningRate: 1e-2, threshold: 0.4f);
        Assert.AreEqual(1.0, _context.MulticlassClassification.EvaluateMultiLabel(trainer.Fit(data).Transform(data), "Flags", threshold: 0.4f).SubsetAccuracy);
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_bits_on_1_and_2_threads()
    {
        var options = Topics.Small with { Epochs = 2, Dropout = 0.1f, ValidationShare = 0.2 };
        var one = Topics.ScoresOf(Topics.FitIndicators(_context, _data, options with { Threads = 1 }), _data);
        Stage.AssertSameBits(one, Topics.ScoresOf(Topics.FitIndicators(_context, _data, options with { Threads = 2 }), _data));
        CollectionAssert.AreNotEqual(one[0], Topics.ScoresOf(Topics.FitIndicators(_context, _data, options with { Seed = 4 }), _data)[0]);
    }

    [TestMethod]
    public void Validation_data_choose_the_best_epoch_by_micro_F1()
    {
        List<ValidationResult> results = [];
        var options = Topics.Small with { LabelColumnName = "Flags", Epochs = 5, Progress = step => results.AddRange(step.Validation is { } result ? [result] : []) };
        var validation = _context.Data.LoadFromEnumerable(Topics.Generate(21));
        var model = _context.MulticlassClassification.Trainers.FineTuneMultiLabelClassification(options).Fit(_data, validation);
        Assert.HasCount(5, results);
        Assert.AreEqual(results.Max(result => result.Value), _context.MulticlassClassification.EvaluateMultiLabel(model.Transform(validation), "Flags").MicroF1, 1e-12);
    }

    private static string[] NamesOf(IDataView data, string column)
    {
        var names = default(VBuffer<ReadOnlyMemory<char>>);
        data.Schema[column].GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
