namespace Microsoft.ML.Transfer.Tests.MultiLabelClassification;

[TestClass]
public sealed class ErrorTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    [DataRow(float.NaN, "NaN")]
    [DataRow(0.5f, "0.5")]
    [DataRow(-1f, "-1")]
    public void An_indicator_that_is_neither_0_nor_1_is_refused_by_row_and_label(float value, string shown)
    {
        var rows = Topics.Generate(6);
        rows[4].Indicators[2] = value;
        AssertRefused<ArgumentOutOfRangeException>(Topics.Small with { LabelColumnName = "Indicators" }, rows, $"Row 4: the label column 'Indicators' holds {shown} for the label '2'");
    }

    [TestMethod]
    public void A_label_column_of_one_text_is_refused() => AssertRefused<ArgumentOutOfRangeException>(
        Topics.Small with { LabelColumnName = "Second" }, Topics.Generate(6), "label column 'Second'", "a vector of keys (use Conversion.MapValueToKey on a vector of texts)");

    [TestMethod]
    public void Labels_that_are_no_keys_yet_are_refused() => AssertRefused<ArgumentOutOfRangeException>(Topics.Small, Topics.Generate(6), "label column 'Label'", "a vector of keys");

    [TestMethod]
    public void Indicators_of_unknown_number_are_refused() =>
        AssertRefused<ArgumentOutOfRangeException>(Topics.Small with { LabelColumnName = "AnyNumber" }, Topics.Generate(6), "label column 'AnyNumber'");

    [TestMethod]
    public void A_pipeline_says_so_before_it_is_fitted()
    {
        var shape = _context.Transforms.CustomMapping<Nothing, Topic>((_, _) => { }, contractName: null).GetOutputSchema(new SchemaShape([]));
        var trainers = _context.MulticlassClassification.Trainers;
        foreach (var column in new[] { "Label", "Second", "AnyNumber", "None" })
            Assert.Throws<ArgumentOutOfRangeException>(() => trainers.FineTuneMultiLabelClassification(Topics.Small with { LabelColumnName = column }).GetOutputSchema(shape));
        foreach (var column in new[] { "Flags", "Indicators" })
        {
            var predicted = trainers.FineTuneMultiLabelClassification(Topics.Small with { LabelColumnName = column }).GetOutputSchema(shape).Single(c => c.Name.Equals("PredictedLabel", StringComparison.Ordinal));
            Assert.AreEqual(Data.BooleanDataViewType.Instance, predicted.ItemType);
        }
    }

    [TestMethod]
    public void A_missing_label_column_is_refused() =>
        AssertRefused<ArgumentOutOfRangeException>(Topics.Small with { LabelColumnName = "Tags" }, Topics.Generate(6), "Could not find label column 'Tags'");

    [TestMethod]
    public void A_missing_text_column_is_refused() => AssertRefused<ArgumentOutOfRangeException>(
        Topics.Small with { LabelColumnName = "Flags", Sentence2ColumnName = "Other" }, Topics.Generate(6), "Could not find input column 'Other'");

    [TestMethod]
    public void No_label_at_all_is_refused()
    {
        var rows = Topics.Generate(6);
        foreach (var row in rows)
            row.Flags = [false, false, false];
        AssertRefused<InvalidOperationException>(Topics.Small with { LabelColumnName = "Flags" }, rows, "None of the 6 rows of the training data has a label in the column 'Flags'");
        AssertRefused<InvalidOperationException>(Topics.Small with { LabelColumnName = "Flags" }, [], "The training data has no rows");
    }

    [TestMethod]
    public void Labels_that_the_mapping_does_not_know_are_left_out_and_counted()
    {
        List<string> log = [];
        _context.Log += (_, e) => log.Add(e.RawMessage);
        var mapping = _context.Transforms.Conversion.MapValueToKey("Label").Fit(_context.Data.LoadFromEnumerable(Topics.Generate(7)));
        var rows = Topics.Generate(14);
        rows[0].Label = ["cat", "unheard of"];
        rows[1].Label = ["unheard of"];
        var trainer = _context.MulticlassClassification.Trainers.FineTuneMultiLabelClassification(Topics.Small with { Epochs = 1 });
        trainer.Fit(mapping.Transform(_context.Data.LoadFromEnumerable(rows)));
        Assert.Contains("2 labels in the column 'Label' are missing and left out.", log);
        Assert.Contains(message => message.Contains("to 3 labels on 14 rows", StringComparison.Ordinal), log);
    }

    [TestMethod]
    public void Validation_data_with_other_keys_are_refused()
    {
        var rows = Topics.Generate(7);
        rows.Reverse();
        var trainer = _context.MulticlassClassification.Trainers.FineTuneMultiLabelClassification(Topics.Small);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(Keyed(Topics.Generate(7)), Keyed([.. rows.Skip(3)])));
        StringAssert.Contains(error.Message, "stand for other values in the validation data", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_threshold_outside_its_range_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Topics.Small with { Threshold = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Topics.Small with { Threshold = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Topics.Small with { Threshold = float.NaN });
    }

    [TestMethod]
    public void Scores_of_other_labels_cannot_be_evaluated()
    {
        var data = _context.Data.LoadFromEnumerable(Topics.Generate(14));
        var scored = Topics.FitIndicators(_context, data, Topics.Small with { Epochs = 1 }).Transform(data);
        var keyed = _context.Transforms.Conversion.MapValueToKey("Label").Fit(scored).Transform(scored);
        StringAssert.Contains(
            Assert.Throws<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.EvaluateMultiLabel(keyed)).Message, "are those of the labels 0, 1, 2; the label column has cat, good, fast", StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.EvaluateMultiLabel(keyed, scoreColumnName: "Flags"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.EvaluateMultiLabel(data));
    }

    private IDataView Keyed(IReadOnlyList<Topic> rows)
    {
        var data = _context.Data.LoadFromEnumerable(rows);
        return _context.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
    }

    private void AssertRefused<TError>(FineTuneMultiLabelClassificationOptions options, IReadOnlyList<Topic> rows, params string[] parts)
        where TError : Exception
    {
        var trainer = _context.MulticlassClassification.Trainers.FineTuneMultiLabelClassification(options);
        var error = Assert.Throws<TError>(() => trainer.Fit(_context.Data.LoadFromEnumerable(rows)));
        foreach (var part in parts)
            StringAssert.Contains(error.Message, part, StringComparison.Ordinal);
    }

    private sealed class Nothing;
}
