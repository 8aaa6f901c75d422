using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Tests.TextClassification;

[TestClass]
public sealed class ErrorTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void A_label_that_is_no_key_is_refused() =>
        AssertRefused<ArgumentOutOfRangeException>(Trainer(), Messages.Generate(6), "label column 'Label'", "expected key type", "MapValueToKey");

    [TestMethod]
    public void A_missing_label_column_is_refused() =>
        AssertRefused<ArgumentOutOfRangeException>(Trainer(FineTuning.Small with { LabelColumnName = "Class" }), Messages.Generate(6), "Could not find label column 'Class'");

    [TestMethod]
    public void A_missing_text_column_is_refused() =>
        AssertRefused<ArgumentOutOfRangeException>(Keyed(FineTuning.Small with { Sentence2ColumnName = "Other" }), Messages.Generate(6), "Could not find input column 'Other'");

    [TestMethod]
    public void A_text_column_of_numbers_is_refused() =>
        AssertRefused<ArgumentOutOfRangeException>(Keyed(FineTuning.Small with { Sentence1ColumnName = "Number" }), Messages.Generate(6), "input column 'Number'", "expected String");

    [TestMethod]
    public void One_class_only_is_refused_by_its_name() => AssertRefused<ArgumentOutOfRangeException>(
        Keyed(), [.. Enumerable.Range(0, 4).Select(i => new Message { Text = $"cat {i}", Label = "same" })], "The label column 'Label' has 1 class");

    [TestMethod]
    public void Rows_of_one_class_of_several_are_refused_by_its_name()
    {
        var mapping = _context.Transforms.Conversion.MapValueToKey("Label").Fit(_context.Data.LoadFromEnumerable(Messages.Generate(9)));
        var one = mapping.Transform(_context.Data.LoadFromEnumerable(Messages.Generate(1)));
        var error = Assert.Throws<InvalidOperationException>(() => Trainer().Fit(one));
        StringAssert.Contains(error.Message, "All 1 labelled rows of the training data have the label 'cat'", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_model_that_is_not_there_is_named() =>
        AssertRefused<DirectoryNotFoundException>(Keyed(FineTuning.Small with { Model = "./no such model" }), Messages.Generate(6), "There is no model './no such model'");

    [TestMethod]
    public void A_length_without_room_for_a_text_is_refused() =>
        AssertRefused<ArgumentOutOfRangeException>(Keyed(FineTuning.Small with { MaximumLength = 3 }), Messages.Generate(6), "leaves no room beside the special tokens");

    [TestMethod]
    public void Rows_without_a_label_are_skipped_and_counted()
    {
        var rows = Messages.Generate(12);
        rows[4].Label = "";
        rows[7].Label = "";
        List<string> log = [];
        _context.Log += (_, e) => log.Add(e.RawMessage);
        var data = _context.Data.LoadFromEnumerable(rows);
        // The missing text is the missing value of a text column, which has no key.
        FineTuning.Fit(_context, data, FineTuning.Small with { Epochs = 1 });
        Assert.Contains("2 rows have no label in the column 'Label' and are not trained on.", log);
        Assert.Contains(message => message.Contains("to 3 classes on 10 rows", StringComparison.Ordinal), log);
    }

    [TestMethod]
    public void No_label_at_all_is_refused()
    {
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(6));
        var mapping = _context.Transforms.Conversion.MapValueToKey("Label").Fit(data);
        var rows = Messages.Generate(6);
        foreach (var row in rows)
            row.Label = "unknown";
        var error = Assert.Throws<InvalidOperationException>(() => Trainer().Fit(mapping.Transform(_context.Data.LoadFromEnumerable(rows))));
        StringAssert.Contains(error.Message, "None of the 6 rows of the training data has a label in the column 'Label'", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Options_outside_their_range_are_refused_where_they_are_set()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FineTuning.Small with { Epochs = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => FineTuning.Small with { BatchSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => FineTuning.Small with { LearningRate = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => FineTuning.Small with { LearningRate = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => FineTuning.Small with { WarmupShare = 1.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => FineTuning.Small with { WeightDecay = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => FineTuning.Small with { Dropout = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => FineTuning.Small with { LabelSmoothing = -0.1f });
        Assert.Throws<ArgumentOutOfRangeException>(() => FineTuning.Small with { MaximumLength = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => FineTuning.Small with { ValidationShare = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => FineTuning.Small with { Threads = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => FineTuning.Small with { Model = "" });
        Assert.Throws<ArgumentOutOfRangeException>(() => Adaptation.Top(0));
    }

    private FineTunedTextClassificationTrainer Trainer(FineTuneTextClassificationOptions? options = null) =>
        _context.MulticlassClassification.Trainers.FineTuneTextClassification(options ?? FineTuning.Small);

    private EstimatorChain<FineTunedTextClassificationTransformer> Keyed(FineTuneTextClassificationOptions? options = null) =>
        _context.Transforms.Conversion.MapValueToKey("Label").Append(Trainer(options));

    private void AssertRefused<TError>(IEstimator<ITransformer> pipeline, IReadOnlyList<Message> rows, params string[] parts)
        where TError : Exception
    {
        var error = Assert.Throws<TError>(() => pipeline.Fit(_context.Data.LoadFromEnumerable(rows)));
        foreach (var part in parts)
            StringAssert.Contains(error.Message, part, StringComparison.Ordinal);
    }
}
