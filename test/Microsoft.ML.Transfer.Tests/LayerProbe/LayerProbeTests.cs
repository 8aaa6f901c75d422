using Microsoft.ML.Data;
using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Treebanks;

namespace Microsoft.ML.Transfer.Tests.LayerProbe;

[TestClass]
public sealed class LayerProbeTests
{
    // Half a point is a dozen of the words of so many sentences.
    private const int AgreementSentences = 150;

    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Texts_with_a_key_are_probed_layer_by_layer_and_go_through_as_they_are()
    {
        var data = _context.Data.LoadFromEnumerable(Texts(48));
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label").Append(_context.Transforms.LayerProbe("Text", "Label", model: Stage.Folder, folds: 3));
        var fitted = pipeline.Fit(data);
        var report = fitted.LastTransformer.Report;
        Assert.AreEqual("Label", report.Task);
        CollectionAssert.AreEqual(new[] { "animal", "verdict" }, report.Labels.ToArray());
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, report.Results.Select(result => result.Layer).ToArray());
        Assert.AreEqual(48, report.Rows);
        Assert.AreEqual(3, report.Folds);
        Assert.IsNull(report.Baselines.WordType);
        Assert.IsGreaterThan(report.Baselines.Majority.High, report.Best.Accuracy.Value);

        var transformed = fitted.Transform(data);
        var keyed = _context.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        CollectionAssert.AreEqual(keyed.Schema.Select(column => column.ToString()).ToArray(), transformed.Schema.Select(column => column.ToString()).ToArray());
        Assert.AreEqual(48, transformed.GetColumn<string>("Text").Count());
    }

    [TestMethod]
    public void The_report_is_data_too()
    {
        var fitted = _context.Transforms.LayerProbe(probe: null, Options("Text", "Label")).Fit(_context.Data.LoadFromEnumerable(Texts(30)));
        var report = fitted.Report;
        var rows = _context.Data.CreateEnumerable<LayerProbeRow>(fitted.GetReportView(), reuseRowObject: false).ToList();
        Assert.HasCount(3, rows);
        foreach (var (row, result) in rows.Zip(report.Results))
        {
            Assert.AreEqual(result.Layer, row.Layer);
            Assert.AreEqual((float)result.Accuracy.Value, row.Accuracy);
            Assert.AreEqual((float)result.Accuracy.High, row.AccuracyHigh);
            Assert.AreEqual((float)result.DescriptionLength!.Compression, row.Compression);
            Assert.AreEqual((float)result.RandomEncoder!.Value, row.RandomEncoderAccuracy);
            Assert.AreEqual((float)report.Baselines.Majority.Value, row.MajorityAccuracy);
            // Whole texts have no word types.
            Assert.IsTrue(float.IsNaN(row.WordTypeAccuracy) && float.IsNaN(row.ControlAccuracy) && float.IsNaN(row.Selectivity));
        }
    }

    [TestMethod]
    [DataRow(false, DisplayName = "texts")]
    [DataRow(true, DisplayName = "keys")]
    public void Words_with_labels_are_probed_as_words(bool asKeys)
    {
        var data = _context.Data.LoadFromEnumerable(Sentences(30));
        if (asKeys)
            data = _context.Transforms.Conversion.MapValueToKey("Tags").Fit(data).Transform(data);
        var vector = _context.Transforms.LayerProbe(probe: null, Options("Words", "Tags")).Fit(data).Report;
        var line = _context.Transforms.LayerProbe(probe: null, Options("Sentence", "Tags")).Fit(data).Report;
        Assert.AreEqual(30 * 3 - 10, vector.Rows);
        CollectionAssert.AreEqual(new[] { "D", "N", "V" }, vector.Labels.ToArray());
        Assert.IsNotNull(vector.Baselines.WordType);
        Assert.IsNotNull(vector.Results[0].Selectivity);
        Assert.AreEqual(vector.Results[1].Accuracy, line.Results[1].Accuracy);
    }

    [TestMethod]
    public void Any_trainer_is_a_probe_and_agrees_with_the_built_in_one()
    {
        var data = _context.Data.LoadFromEnumerable(Sentences(60));
        var options = Options("Words", "Tags") with { Probing = new LayerProbingOptions { Folds = 3, Measures = TrustMeasures.None } };
        var built = _context.Transforms.LayerProbe(probe: null, options).Fit(data).Report;
        var trainer = _context.Transforms.NormalizeMeanVariance("Features").Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
        var other = _context.Transforms.LayerProbe(trainer, options).Fit(data).Report;
        StringAssert.Contains(other.Probe, "EstimatorChain", StringComparison.Ordinal);
        foreach (var (expected, result) in built.Results.Zip(other.Results))
            Assert.AreEqual(expected.Accuracy.Value, result.Accuracy.Value, 0.03, $"layer {expected.Layer}");
        // One class against all others gives scores that are no distribution.
        var planes = _context.MulticlassClassification.Trainers.OneVersusAll(_context.BinaryClassification.Trainers.LbfgsLogisticRegression());
        Assert.IsGreaterThan(built.Baselines.Majority.High, _context.Transforms.LayerProbe(planes, options).Fit(data).Report.Best.Accuracy.Value);
    }

    [TestMethod]
    public void On_parts_of_speech_ML_NETs_trainer_is_within_half_a_point_of_the_built_in_probe()
    {
        var treebank = ConlluReader.Load(SharedData.Require("data", "ud", "UD_English-EWT", "en_ewt-ud-dev.conllu"));
        var data = _context.Data.LoadFromEnumerable(treebank.Take(AgreementSentences).Select(sentence => new SentenceRow
        {
            Words = [.. sentence.Words.Select(word => word.Form)],
            Tags = [.. sentence.Words.Select(word => word.Upos)],
        }));
        var options = Options("Words", "Tags") with
        {
            Model = ShippedModels.MiniEnglish,
            Probing = new LayerProbingOptions { Folds = 2, Measures = TrustMeasures.None, Extraction = new ExtractionOptions { Layers = Layers.At(1) } },
        };
        var built = _context.Transforms.LayerProbe(probe: null, options).Fit(data).Report.Best.Accuracy;
        // The penalty of the built-in probe, Σ w² / 2; ML.NET adds one on |w| by default.
        var trainer = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 1);
        var other = _context.Transforms.LayerProbe(trainer, options).Fit(data).Report.Best.Accuracy;
        Console.WriteLine($"built in {built}, ML.NET {other}");
        Assert.AreEqual(built.Value, other.Value, 0.005);
    }

    [TestMethod]
    public void What_gives_no_scores_is_no_probe()
    {
        var data = _context.Data.LoadFromEnumerable(Texts(12));
        var probe = _context.Transforms.NormalizeMeanVariance("Features");
        StringAssert.Contains(
            Assert.Throws<InvalidOperationException>(() => _context.Transforms.LayerProbe(probe, Options("Text", "Label")).Fit(data)).Message, "'Score' with a score for each of the 2 classes; it adds none", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Rows_of_one_group_stay_together()
    {
        var rows = Texts(40);
        foreach (var (i, row) in rows.Index())
            row.Author = "author" + i % 4;
        var data = _context.Data.LoadFromEnumerable(rows);
        var options = Options("Text", "Label") with { GroupColumnName = "Author", Probing = new LayerProbingOptions { Folds = 4, Measures = TrustMeasures.None } };
        Assert.AreEqual(4, _context.Transforms.LayerProbe(probe: null, options).Fit(data).Report.Groups);
        var more = options with { Probing = options.Probing with { Folds = 5 } };
        Assert.ThrowsExactly<ArgumentException>(() => _context.Transforms.LayerProbe(probe: null, more).Fit(data));
    }

    [TestMethod]
    public void A_pipeline_with_it_is_saved_and_loaded_without_the_report()
    {
        var data = _context.Data.LoadFromEnumerable(Texts(12));
        var fitted = _context.Transforms.LayerProbe(probe: null, Options("Text", "Label")).Fit(data);
        using var stream = SavedModel.Save(_context, fitted, data.Schema);
        var loaded = _context.Model.Load(stream, out var schema);
        Assert.AreEqual("Text", schema[0].Name);
        Assert.AreEqual(12, loaded.Transform(data).GetColumn<string>("Text").Count());
        var stage = loaded as LayerProbeTransformer ?? (LayerProbeTransformer)((TransformerChain<ITransformer>)loaded).LastTransformer;
        Assert.AreEqual("Label", stage.LabelColumnName);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => stage.Report).Message, "does not hold the report", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Columns_that_do_not_suit_are_refused()
    {
        AssertRefused(Options("Body", "Label"), Texts(6), "Could not find input column 'Body'");
        AssertRefused(Options("Text", "Class"), Texts(6), "Could not find label column 'Class'");
        AssertRefused(Options("Text", "Number"), Sentences(6), "label column 'Number'", "key type or text");
        AssertRefused(Options("Words", "Sentence"), Sentences(6), "input column 'Words'", "expected String");
        var rows = Sentences(6);
        rows[2].Words = ["the"];
        AssertRefused(Options("Words", "Tags"), rows, "Row 2: the column 'Tags' has 3 labels, but the column 'Words' has 1 words");
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.LayerProbe("", "Label"));
        // A chain goes through the shapes before it reads a row.
        var chain = _context.Transforms.LayerProbe("Words", "Number").Append(_context.Transforms.CopyColumns("Copy", "Words"));
        StringAssert.Contains(
            Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(_context.Data.LoadFromEnumerable(Sentences(1)))).Message, "label column 'Number'", StringComparison.Ordinal);
    }

    private void AssertRefused<TRow>(LayerProbeOptions options, TRow[] rows, params string[] parts)
        where TRow : class
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.LayerProbe(probe: null, options).Fit(_context.Data.LoadFromEnumerable(rows)));
        foreach (var part in parts)
            StringAssert.Contains(error.Message, part, StringComparison.Ordinal);
    }

    private static LayerProbeOptions Options(string text, string label) => new()
    {
        TextColumnName = text,
        LabelColumnName = label,
        Model = Stage.Folder,
        Probing = new LayerProbingOptions { Folds = 2 },
    };

    private static TextRow[] Texts(int count) => [.. Enumerable.Range(0, count).Select(i => new TextRow
    {
        Text = (i % 2 == 0 ? "the cat sat on the mat " : "it was very good ") + new string((char)('a' + i % 26), 1 + i / 26),
        Label = i % 2 == 0 ? "animal" : "verdict",
        Author = "",
    })];

    private static SentenceRow[] Sentences(int count) => [.. Enumerable.Range(0, count).Select(i => new SentenceRow
    {
        Words = ["the", (i % 3 == 0 ? "cat" : "dog") + new string((char)('a' + i % 26), 1 + i / 26), i % 2 == 0 ? "ran" : "sat"],
        Sentence = $"the {(i % 3 == 0 ? "cat" : "dog")}{new string((char)('a' + i % 26), 1 + i / 26)}  {(i % 2 == 0 ? "ran" : "sat")}",
        // A label that is missing.
        Tags = [i % 3 == 0 ? "" : "D", "N", "V"],
        Number = i,
    })];

    private sealed class TextRow
    {
        public string Text { get; set; } = "";

        public string Label { get; set; } = "";

        public string Author { get; set; } = "";
    }

    private sealed class SentenceRow
    {
        public string[] Words { get; set; } = [];

        public string Sentence { get; set; } = "";

        public string[] Tags { get; set; } = [];

        public float Number { get; set; }
    }
}
