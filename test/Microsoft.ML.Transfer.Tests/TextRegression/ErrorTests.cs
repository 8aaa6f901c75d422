namespace Microsoft.ML.Transfer.Tests.TextRegression;

[TestClass]
public sealed class ErrorTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    [DataRow(float.NaN, "NaN")]
    [DataRow(float.NegativeInfinity, "-Infinity")]
    public void A_label_that_is_no_number_is_refused_by_its_row(float label, string shown)
    {
        var rows = Ratings.Generate(6);
        rows[4].Label = label;
        AssertRefused<ArgumentOutOfRangeException>(Ratings.Small, rows, "Row 4: the label column 'Label' holds " + shown);
    }

    [TestMethod]
    public void A_label_of_another_type_is_refused() => AssertRefused<ArgumentOutOfRangeException>(
        Ratings.Small with { LabelColumnName = "Exact" }, Ratings.Generate(6), "label column 'Exact'", "expected Single", "ConvertType", "got Double");

    [TestMethod]
    public void A_missing_label_column_is_refused() =>
        AssertRefused<ArgumentOutOfRangeException>(Ratings.Small with { LabelColumnName = "Grade" }, Ratings.Generate(6), "Could not find label column 'Grade'");

    [TestMethod]
    public void A_missing_text_column_is_refused() =>
        AssertRefused<ArgumentOutOfRangeException>(Ratings.Small with { Sentence2ColumnName = "Other" }, Ratings.Generate(6), "Could not find input column 'Other'");

    [TestMethod]
    public void A_text_column_of_numbers_is_refused() =>
        AssertRefused<ArgumentOutOfRangeException>(Ratings.Small with { Sentence1ColumnName = "Exact" }, Ratings.Generate(6), "input column 'Exact'", "expected String");

    [TestMethod]
    public void One_number_only_is_refused() =>
        AssertRefused<InvalidOperationException>(Ratings.Small, [.. Enumerable.Range(0, 4).Select(i => new Rating { Text = "cat", Label = 2.5f })], "All 4 rows of the training data have the label 2.5");

    [TestMethod]
    public void No_rows_are_refused() => AssertRefused<InvalidOperationException>(Ratings.Small, [], "The training data has no rows");

    [TestMethod]
    public void Validation_data_are_checked_too()
    {
        var rows = Ratings.Generate(6);
        rows[2].Label = float.NaN;
        var trainer = _context.Regression.Trainers.FineTuneTextRegression(Ratings.Small);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(_context.Data.LoadFromEnumerable(Ratings.Generate(6)), _context.Data.LoadFromEnumerable(rows)));
        StringAssert.Contains(error.Message, "Row 2: ", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Empty_column_names_are_refused()
    {
        Assert.AreEqual("scoreColumnName", Assert.Throws<ArgumentOutOfRangeException>(() => _context.Regression.Trainers.FineTuneTextRegression(scoreColumnName: "")).ParamName);
        Assert.AreEqual("sentence2ColumnName", Assert.Throws<ArgumentOutOfRangeException>(() => _context.Regression.Trainers.FineTuneSentenceSimilarity(sentence2ColumnName: "")).ParamName);
    }

    [TestMethod]
    public void Numbers_that_cannot_be_compared_are_refused()
    {
        var data = _context.Data.LoadFromEnumerable(Ratings.Generate(3));
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => _context.Regression.EvaluateSimilarity(data)).Message, "Could not find score column 'Score'", StringComparison.Ordinal);
        StringAssert.Contains(
            Assert.Throws<ArgumentOutOfRangeException>(() => _context.Regression.EvaluateSimilarity(data, scoreColumnName: "Exact")).Message, "score column 'Exact'", StringComparison.Ordinal);
        var missing = _context.Data.LoadFromEnumerable([new Rating { Label = float.NaN }]);
        Assert.Throws<InvalidOperationException>(() => _context.Regression.EvaluateSimilarity(missing, scoreColumnName: "Label"));
    }

    private void AssertRefused<TError>(FineTuneTextRegressionOptions options, IReadOnlyList<Rating> rows, params string[] parts)
        where TError : Exception
    {
        var error = Assert.Throws<TError>(() => Ratings.Fit(_context, _context.Data.LoadFromEnumerable(rows), options));
        foreach (var part in parts)
            StringAssert.Contains(error.Message, part, StringComparison.Ordinal);
    }
}
