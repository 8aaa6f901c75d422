using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Tests.MultiTask;

[TestClass]
public sealed class TrainingTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void One_encoder_learns_all_tasks_of_a_view_and_MLNet_evaluates_them()
    {
        List<string> log = [];
        _context.Log += (_, e) => log.Add(e.RawMessage);
        var data = Reviews.Data(_context, Reviews.Generate(96));
        var scored = _context.Transforms.FineTuneMultiTask(Reviews.Small with { Epochs = 20 }).Fit(data).Transform(data);
        Assert.IsGreaterThan(0.95, _context.MulticlassClassification.Evaluate(scored, labelColumnName: "Animal", predictedLabelColumnName: "PredictedAnimal").MicroAccuracy);
        Assert.IsGreaterThan(0.7, _context.Regression.Evaluate(scored, "Stars", "StarsScore").RSquared);
        Assert.IsGreaterThan(0.8, _context.MulticlassClassification.EvaluateMultiLabel(scored, "Labels", "LabelsScore").MicroF1);
        Assert.IsGreaterThan(0.95, _context.MulticlassClassification.EvaluateTokenClassification(scored, "Tags", "PredictedTags").Accuracy);
        Assert.Contains(message => message.Contains("to 4 tasks (Animal on 96 rows, Labels on 96 rows, Stars on 96 rows, Tags on 96 rows)", StringComparison.Ordinal), log);
    }

    [TestMethod]
    public void Tasks_may_have_data_of_their_own_and_rows_without_a_label_are_left_out_of_those_they_share()
    {
        var whole = Reviews.Generate(48);
        var rows = whole.Select((row, i) => i % 2 == 0
            ? new Review { Text = row.Text, Animal = row.Animal, Labels = row.Labels, Stars = float.NaN }
            : new Review { Text = row.Text, Labels = row.Labels, Stars = row.Stars, Tags = row.Tags }).ToList();
        // The animal is known in even rows only, in which it is always the cat.
        rows[0].Animal = "dog";
        var options = Reviews.Small with { Epochs = 1 };
        var shared = _context.Transforms.FineTuneMultiTask(options).Fit(Reviews.Data(_context, rows));
        List<Review> even = [.. rows.Where((_, i) => i % 2 == 0)], odd = [.. rows.Where((_, i) => i % 2 == 1)];
        var separate = _context.Transforms.FineTuneMultiTask(options).Fit(new Dictionary<string, IDataView>(StringComparer.Ordinal)
        {
            ["Animal"] = Reviews.Data(_context, even),
            ["Labels"] = Reviews.Data(_context, rows),
            ["Stars"] = Reviews.Data(_context, odd),
            ["Tags"] = Reviews.Data(_context, odd),
        });
        var data = Reviews.Data(_context, whole);
        CollectionAssert.AreEqual(Reviews.Everything(separate, data), Reviews.Everything(shared, data));
    }

    [TestMethod]
    public void Validation_data_choose_the_best_epoch_by_the_mean_of_the_tasks()
    {
        List<ValidationResult> results = [];
        var options = Reviews.Small with { Epochs = 3, Progress = step => results.AddRange(step.Validation is { } result ? [result] : []) };
        var model = _context.Transforms.FineTuneMultiTask(options).Fit(Reviews.Data(_context, Reviews.Generate(48)), Reviews.Data(_context, Reviews.Generate(20)));
        Assert.HasCount(3, results);
        Assert.IsTrue(results.TrueForAll(result => string.Equals(result.Metric, "mean of the tasks", StringComparison.Ordinal)));
        StringAssert.Contains(model.ModelCard, "| Stars | text-regression | 1 | loss ", StringComparison.Ordinal);
    }

    [TestMethod]
    public void The_transformer_of_a_task_is_an_ordinary_one()
    {
        var data = Reviews.Data(_context, Reviews.Generate(24));
        var model = _context.Transforms.FineTuneMultiTask(Reviews.Small with { Epochs = 1 }).Fit(data);
        var animal = (FineTunedTextClassificationTransformer)model.Tasks["Animal"];
        CollectionAssert.AreEqual(new[] { "cat", "dog" }, animal.ClassNames.ToArray());
        var names = animal.Append(_context.Transforms.Conversion.MapKeyToValue("PredictedAnimal").Fit(animal.Transform(data))).Transform(data).GetColumn<string>("PredictedAnimal");
        Assert.IsTrue(names.All(name => name is "cat" or "dog"));
        CollectionAssert.AreEqual(model.Transform(data).GetColumn<float>("StarsScore").ToArray(), model.Tasks["Stars"].Transform(data).GetColumn<float>("StarsScore").ToArray());
    }

    [TestMethod]
    public void The_shape_of_a_pipeline_is_that_of_its_output()
    {
        var data = Reviews.Data(_context, Reviews.Generate(24));
        var pipeline = _context.Transforms.FineTuneMultiTask(Reviews.Small with { Epochs = 1 })
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedAnimal"))
            .Append(_context.Transforms.CopyColumns("Copy", "StarsScore"));
        var schema = pipeline.Fit(data).GetOutputSchema(data.Schema);
        Assert.AreEqual(TextDataViewType.Instance, schema["PredictedAnimal"].Type);
        Assert.AreEqual(NumberDataViewType.Single, schema["Copy"].Type);
        Assert.IsInstanceOfType<VectorDataViewType>(schema["TagsScore"].Type);
    }
}
