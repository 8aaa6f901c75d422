using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Tests.TextRegression;

[TestClass]
public sealed class TrainingTests
{
    private readonly MLContext _context = new(seed: 1);
    private readonly IDataView _data;

    public TrainingTests() => _data = _context.Data.LoadFromEnumerable(Ratings.Generate(60));

    [TestMethod]
    public void Numbers_are_learned_in_their_own_unit_and_evaluated_by_MLNet()
    {
        var scored = Ratings.Fit(_context, _data).Transform(_data);
        var metrics = _context.Regression.Evaluate(scored);
        Assert.IsGreaterThan(0.9, metrics.RSquared);
        Assert.IsLessThan(15, metrics.MeanAbsoluteError);
        var similarity = _context.Regression.EvaluateSimilarity(scored);
        Assert.IsGreaterThan(0.9, similarity.Pearson);
        Assert.IsGreaterThan(0.8, similarity.Spearman);
        Assert.AreEqual(metrics.RootMeanSquaredError, similarity.RootMeanSquaredError, 1e-3);
        Assert.AreEqual(metrics.RSquared, similarity.RSquared, 1e-4);
    }

    [TestMethod]
    public void Pairs_are_told_apart_by_their_second_text()
    {
        string[] seconds = ["good", "bad"];
        var rows = Enumerable.Range(0, 40).Select(i => new Rating { Text = "the cat sat", Second = "it was " + seconds[i % 2], Label = i % 2 }).ToList();
        var data = _context.Data.LoadFromEnumerable(rows);
        var trainer = _context.Regression.Trainers.FineTuneSentenceSimilarity(
            sentence1ColumnName: "Text", sentence2ColumnName: "Second", model: Stage.Folder, epochs: 12, batchSize: 8, learningRate: 1e-2);
        Assert.IsGreaterThan(0.9, _context.Regression.Evaluate(trainer.Fit(data).Transform(data)).RSquared);
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_bits_on_1_and_2_threads()
    {
        var options = Ratings.Small with { Epochs = 2, Dropout = 0.1f, ValidationShare = 0.2 };
        var one = Ratings.ScoresOf(Ratings.Fit(_context, _data, options with { Threads = 1 }), _data);
        CollectionAssert.AreEqual(one, Ratings.ScoresOf(Ratings.Fit(_context, _data, options with { Threads = 2 }), _data));
        CollectionAssert.AreNotEqual(one, Ratings.ScoresOf(Ratings.Fit(_context, _data, options with { Seed = 4 }), _data));
    }

    [TestMethod]
    public void Validation_data_choose_the_best_epoch_by_R_squared()
    {
        List<string> log = [];
        _context.Log += (_, e) => log.Add(e.RawMessage);
        List<ValidationResult> results = [];
        var options = Ratings.Small with { Epochs = 6, LearningRate = 0.1, WarmupShare = 0.5, Progress = step => results.AddRange(step.Validation is { } result ? [result] : []) };
        var validation = _context.Data.LoadFromEnumerable(Ratings.Generate(21));
        var model = _context.Regression.Trainers.FineTuneTextRegression(options).Fit(_data, validation);
        Assert.HasCount(6, results);
        Assert.AreEqual(results.Max(result => result.Value), _context.Regression.Evaluate(model.Transform(validation)).RSquared, 1e-3);
        Assert.Contains(message => message.Contains("to a number on 60 rows", StringComparison.Ordinal), log);
        Assert.Contains(message => message.Contains("R² ", StringComparison.Ordinal), log);
    }

    [TestMethod]
    public void It_is_cross_validated_like_any_trainer()
    {
        var folds = _context.Regression.CrossValidate(_data, _context.Regression.Trainers.FineTuneTextRegression(Ratings.Small), numberOfFolds: 2);
        Assert.HasCount(2, folds);
        Assert.IsGreaterThan(0.5, folds.Average(fold => fold.Metrics.RSquared));
    }

    [TestMethod]
    public void The_shape_of_a_pipeline_is_that_of_its_output()
    {
        var pipeline = _context.Regression.Trainers.FineTuneTextRegression(Ratings.Small with { Epochs = 1, ScoreColumnName = "Rating" });
        var shape = pipeline.Append(_context.Transforms.CopyColumns("Copy", "Rating")).Fit(_data).GetOutputSchema(_data.Schema);
        Assert.AreEqual(NumberDataViewType.Single, shape["Copy"].Type);
        Assert.AreEqual(NumberDataViewType.Single, shape["Rating"].Type);
    }
}
