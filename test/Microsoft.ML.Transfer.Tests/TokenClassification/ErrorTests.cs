namespace Microsoft.ML.Transfer.Tests.TokenClassification;

[TestClass]
public sealed class ErrorTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Labels_that_are_no_keys_are_refused() =>
        AssertRefused<ArgumentOutOfRangeException>(Trainer(), Tagging.Generate(6), "label column 'Label'", "expected vector of key type", "MapValueToKey");

    [TestMethod]
    public void A_label_for_the_whole_row_is_refused() =>
        AssertRefused<ArgumentOutOfRangeException>(Keyed(Tagging.Small with { LabelColumnName = "Number" }, "Number"), Tagging.Generate(6), "label column 'Number'", "expected vector of key type");

    [TestMethod]
    public void A_missing_label_column_is_refused() =>
        AssertRefused<ArgumentOutOfRangeException>(Trainer(Tagging.Small with { LabelColumnName = "Tag" }), Tagging.Generate(6), "Could not find label column 'Tag'");

    [TestMethod]
    public void A_missing_column_of_words_is_refused() =>
        AssertRefused<ArgumentOutOfRangeException>(Keyed(Tagging.Small with { WordsColumnName = "Tokens" }), Tagging.Generate(6), "Could not find input column 'Tokens'");

    [TestMethod]
    public void Words_that_are_numbers_are_refused() =>
        AssertRefused<ArgumentOutOfRangeException>(Keyed(Tagging.Small with { WordsColumnName = "Number" }), Tagging.Generate(6), "input column 'Number'", "expected String or Vector<String>");

    [TestMethod]
    public void A_row_with_too_few_labels_is_named()
    {
        var rows = Tagging.Generate(6);
        rows[4].Label = rows[4].Label[1..];
        AssertRefused<ArgumentOutOfRangeException>(Keyed(), rows, "Row 4: the column 'Label' has 3 labels, but the column 'Words' has 4 words");
    }

    [TestMethod]
    public void A_row_whose_text_has_other_words_is_named()
    {
        var rows = Tagging.Generate(6);
        rows[2].Sentence = "the  cat ";
        AssertRefused<ArgumentOutOfRangeException>(Keyed(Tagging.Small with { WordsColumnName = "Sentence" }), rows, "Row 2: the column 'Label' has 5 labels, but the column 'Sentence' has 2 words");
    }

    [TestMethod]
    public void One_class_only_is_refused_by_its_name()
    {
        var mapping = _context.Transforms.Conversion.MapValueToKey("Label").Fit(_context.Data.LoadFromEnumerable(Tagging.Generate(9)));
        var rows = Tagging.Generate(3);
        foreach (var row in rows)
            row.Label = [.. row.Label.Select(_ => "O")];
        var error = Assert.Throws<InvalidOperationException>(() => Trainer().Fit(mapping.Transform(_context.Data.LoadFromEnumerable(rows))));
        StringAssert.Contains(error.Message, "All labelled words of the training data have the label 'O'", StringComparison.Ordinal);
    }

    [TestMethod]
    public void No_label_at_all_is_refused()
    {
        var mapping = _context.Transforms.Conversion.MapValueToKey("Label").Fit(_context.Data.LoadFromEnumerable(Tagging.Generate(9)));
        var rows = Tagging.Generate(3);
        foreach (var row in rows)
            row.Label = [.. row.Label.Select(_ => "unknown")];
        var error = Assert.Throws<InvalidOperationException>(() => Trainer().Fit(mapping.Transform(_context.Data.LoadFromEnumerable(rows))));
        StringAssert.Contains(error.Message, "None of the words of the 3 rows of the training data has a label in the column 'Label'", StringComparison.Ordinal);
        StringAssert.Contains(Assert.Throws<InvalidOperationException>(() => Trainer().Fit(mapping.Transform(_context.Data.LoadFromEnumerable(rows[..0])))).Message, "no rows", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Words_with_an_unknown_label_are_skipped_and_counted()
    {
        var mapping = _context.Transforms.Conversion.MapValueToKey("Label").Fit(_context.Data.LoadFromEnumerable(Tagging.Generate(9)));
        var rows = Tagging.Generate(12);
        rows[3].Label[1] = "unknown";
        rows[5].Label[0] = "";
        List<string> log = [];
        _context.Log += (_, e) => log.Add(e.RawMessage);
        var data = mapping.Transform(_context.Data.LoadFromEnumerable(rows));
        var model = Trainer(Tagging.Small with { Epochs = 1 }).Fit(data);
        Assert.Contains("2 words have no label in the column 'Label' and are not trained on.", log);
        Assert.AreEqual(46, _context.MulticlassClassification.EvaluateTokenClassification(model.Transform(data)).Words);
    }

    [TestMethod]
    public void Validation_data_with_other_keys_are_refused()
    {
        var data = _context.Transforms.Conversion.MapValueToKey("Label").Fit(_context.Data.LoadFromEnumerable(Tagging.Generate(9))).Transform(_context.Data.LoadFromEnumerable(Tagging.Generate(9)));
        var few = _context.Data.LoadFromEnumerable(Tagging.Generate(1));
        var other = _context.Transforms.Conversion.MapValueToKey("Label").Fit(few).Transform(few);
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => Trainer().Fit(data, other)).Message, "stand for other values in the validation data", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Evaluation_names_what_it_lacks()
    {
        var data = _context.Data.LoadFromEnumerable(Tagging.Generate(9));
        var catalog = _context.MulticlassClassification;
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => catalog.EvaluateTokenClassification(data)).Message, "Could not find predicted label column 'PredictedLabel'", StringComparison.Ordinal);
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => catalog.EvaluateTokenClassification(data, "Sentence", "Label")).Message, "label column 'Sentence': expected vector of key type", StringComparison.Ordinal);
        var rows = Tagging.Generate(4);
        rows[3].Words = rows[3].Words[1..];
        StringAssert.Contains(
            Assert.Throws<ArgumentOutOfRangeException>(() => catalog.EvaluateTokenClassification(_context.Data.LoadFromEnumerable(rows), "Label", "Words")).Message,
            "Row 3: the column 'Label' has 3 labels, but the column 'Words' has 2", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Options_outside_their_range_are_refused_where_they_are_set()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Tagging.Small with { LabeledPieces = (LabeledPieces)7 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Tagging.Small with { Epochs = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainer(Tagging.Small with { WordsColumnName = "" }));
        AssertRefused<ArgumentOutOfRangeException>(Keyed(Tagging.Small with { MaximumLength = 3 }), Tagging.Generate(6), "leaves no room beside the special tokens");
    }

    private FineTunedTokenClassificationTrainer Trainer(FineTuneTokenClassificationOptions? options = null) =>
        _context.MulticlassClassification.Trainers.FineTuneTokenClassification(options ?? Tagging.Small);

    private IEstimator<ITransformer> Keyed(FineTuneTokenClassificationOptions? options = null, string label = "Label") =>
        _context.Transforms.Conversion.MapValueToKey(label).Append(Trainer(options));

    private void AssertRefused<TError>(IEstimator<ITransformer> pipeline, IReadOnlyList<TaggedSentence> rows, params string[] parts)
        where TError : Exception
    {
        var error = Assert.Throws<TError>(() => pipeline.Fit(_context.Data.LoadFromEnumerable(rows)));
        foreach (var part in parts)
            StringAssert.Contains(error.Message, part, StringComparison.Ordinal);
    }
}
