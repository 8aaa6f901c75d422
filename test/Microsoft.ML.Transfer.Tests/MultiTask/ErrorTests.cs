namespace Microsoft.ML.Transfer.Tests.MultiTask;

[TestClass]
public sealed class ErrorTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Tasks_that_cannot_be_together_are_refused()
    {
        AssertRefused("There are no tasks");
        AssertRefused("2 tasks have the name 'Animal'", new TextClassificationColumns("Animal"), new TextRegressionColumns("Animal"));
        AssertRefused("2 tasks add the column 'Score'", new TextRegressionColumns("Stars") { ScoreColumnName = "Score" }, new TextClassificationColumns("Animal") { ScoreColumnName = "Score" });
        Assert.AreEqual("name", Assert.Throws<ArgumentOutOfRangeException>(() => new TextRegressionColumns("")).ParamName);
        Assert.AreEqual("PredictedLabelColumnName", Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.FineTuneMultiTask(new MultiLabelColumns("Labels") { PredictedLabelColumnName = "" })).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MultiLabelColumns("Labels") { Threshold = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenClassificationColumns("Tags") { LabeledPieces = (LabeledPieces)7 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FineTuneMultiTaskOptions { Sampling = (TaskSampling)7 });

        void AssertRefused(string message, params TaskColumns[] tasks) =>
            StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.FineTuneMultiTask(tasks)).Message, message, StringComparison.Ordinal);
    }

    [TestMethod]
    public void Columns_that_are_missing_or_of_the_wrong_type_are_named()
    {
        AssertRefused<ArgumentOutOfRangeException>(new TextClassificationColumns("Animal") { Sentence1ColumnName = "Other" }, "Could not find input column 'Other'");
        AssertRefused<ArgumentOutOfRangeException>(new TextClassificationColumns("Stars") { Sentence1ColumnName = "Text" }, "label column 'Stars'", "key type");
        AssertRefused<ArgumentOutOfRangeException>(new TextRegressionColumns("Animal") { Sentence1ColumnName = "Text" }, "label column 'Animal'", "expected Single");
        AssertRefused<ArgumentOutOfRangeException>(new TokenClassificationColumns("Animal") { WordsColumnName = "Text" }, "label column 'Animal'", "vector of key type");
        AssertRefused<ArgumentOutOfRangeException>(new MultiLabelColumns("Moods") { Sentence1ColumnName = "Text" }, "Could not find label column 'Moods'");
    }

    [TestMethod]
    public void Rows_that_cannot_be_learned_are_named()
    {
        var rows = Reviews.Generate(6);
        rows[4].Stars = float.PositiveInfinity;
        AssertRefused<ArgumentOutOfRangeException>(new TextRegressionColumns("Stars") { Sentence1ColumnName = "Text" }, rows, "Row 4: the label column 'Stars' holds Infinity");
        rows = Reviews.Generate(6);
        rows[2].Tags = ["O"];
        AssertRefused<ArgumentOutOfRangeException>(new TokenClassificationColumns("Tags") { WordsColumnName = "Text" }, rows, "Row 2: the column 'Tags' has 1 labels, but the column 'Text' has 4 words");
        rows = [.. Reviews.Generate(6).Select(row => new Review { Text = row.Text, Stars = float.NaN })];
        AssertRefused<InvalidOperationException>(new TextRegressionColumns("Stars") { Sentence1ColumnName = "Text" }, rows, "No row of the training data has a label in the column 'Stars'");
        AssertRefused<InvalidOperationException>(new TextClassificationColumns("Animal") { Sentence1ColumnName = "Text" }, rows, "None of the 6 rows of the training data has a label in the column 'Animal'");
        AssertRefused<InvalidOperationException>(new MultiLabelColumns("Labels") { Sentence1ColumnName = "Text" }, rows, "None of the 6 rows of the training data has a label in the column 'Labels'");
    }

    [TestMethod]
    public void Data_of_other_tasks_are_refused()
    {
        var data = Reviews.Data(_context, Reviews.Generate(6));
        var trainer = _context.Transforms.FineTuneMultiTask(Reviews.Small with { Tasks = [Reviews.Small.Tasks[0], Reviews.Small.Tasks[2]] });
        var animal = new Dictionary<string, IDataView>(StringComparer.Ordinal) { ["Animal"] = data };
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => trainer.Fit(animal)).Message, "There are data for Animal; the tasks are Animal, Stars", StringComparison.Ordinal);
        var both = new Dictionary<string, IDataView>(animal, StringComparer.Ordinal) { ["Stars"] = data };
        var other = new Dictionary<string, IDataView>(StringComparer.Ordinal) { ["Tags"] = data };
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => trainer.Fit(both, other)).Message, "There are validation data for Tags", StringComparison.Ordinal);
    }

    private void AssertRefused<TError>(TaskColumns task, params string[] parts)
        where TError : Exception => AssertRefused<TError>(task, Reviews.Generate(6), parts);

    private void AssertRefused<TError>(TaskColumns task, IReadOnlyList<Review> rows, params string[] parts)
        where TError : Exception
    {
        var error = Assert.Throws<TError>(() => _context.Transforms.FineTuneMultiTask(Reviews.Small with { Tasks = [task] }).Fit(Reviews.Data(_context, rows)));
        foreach (var part in parts)
            StringAssert.Contains(error.Message, part, StringComparison.Ordinal);
    }
}
