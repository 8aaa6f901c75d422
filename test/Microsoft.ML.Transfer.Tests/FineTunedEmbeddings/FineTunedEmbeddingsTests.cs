using Microsoft.ML.Data;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tests.FineTunedEmbeddings;

[TestClass]
public sealed class FineTunedEmbeddingsTests
{
    private static readonly FineTunedEmbeddingsOptions Small = new()
    {
        Model = Stage.Folder,
        LearningRate = 1e-2,
        Dropout = 0,
        MaximumLength = 16,
        Seed = 3,
        Contrastive = new ContrastiveOptions { PairsPerExample = 10 },
    };

    private readonly MLContext _context = new(seed: 1);
    private readonly IDataView _data;

    public FineTunedEmbeddingsTests() => _data = _context.Data.LoadFromEnumerable(Messages.Generate(24));

    [TestMethod]
    public void A_trainer_learns_more_from_the_tuned_vectors_than_from_those_of_the_start()
    {
        var others = _context.Data.LoadFromEnumerable(Messages.Generate(90, seed: 7));
        double Accuracy(IEstimator<ITransformer> embeddings)
        {
            var model = _context.Transforms.Conversion.MapValueToKey("Label").Append(embeddings).Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy()).Fit(_data);
            return _context.MulticlassClassification.Evaluate(model.Transform(others)).MicroAccuracy;
        }
        var before = Accuracy(_context.Transforms.PretrainedEmbeddings("Features", "Text", new PretrainedEmbeddingsOptions { Model = Stage.Folder, MaximumLength = 16 }));
        var after = Accuracy(_context.Transforms.FineTunedEmbeddings("Features", "Text", Small));
        Assert.IsLessThan(0.85, before);
        Assert.IsGreaterThan(0.95, after);
    }

    [TestMethod]
    public void Pairs_with_scores_and_pairs_without_are_learned_from()
    {
        // Alike where both are of one class: rows of one class follow every third one.
        var rows = Messages.Generate(60);
        for (var i = 0; i < rows.Count; i++)
            rows[i].Second = rows[(i + 3) % rows.Count].Text;
        var alike = _context.Data.LoadFromEnumerable(rows);
        var scored = _context.Data.LoadFromEnumerable(rows.Select((row, i) => new ScoredPair { Text = row.Text!, Second = rows[(i + i % 3) % rows.Count].Text!, Score = i % 3 == 0 ? 1 : 0, Number = row.Number }));
        var start = Stage.VectorsOf(_context, _context.Transforms.PretrainedEmbeddings("Features", "Text", Small.Model).Fit(alike).Transform(alike));
        var ranked = Fit(Small with { PairColumnName = "Second", LabelColumnName = null, Epochs = 5, Contrastive = new ContrastiveOptions { Loss = ContrastiveLoss.MultipleNegativesRanking } }, alike);
        var graded = Fit(Small with { PairColumnName = "Second", LabelColumnName = "Score", Epochs = 5 }, scored);
        Assert.IsGreaterThan(0.9, Neighbors(Stage.VectorsOf(_context, ranked.Transform(alike))));
        Assert.IsGreaterThan(Neighbors(start), Neighbors(Stage.VectorsOf(_context, ranked.Transform(alike))));
        CollectionAssert.AreNotEqual(start[0], Stage.VectorsOf(_context, graded.Transform(alike))[0]);
    }

    [TestMethod]
    public void A_loaded_model_gives_the_same_bits()
    {
        var model = Fit(Small, _data);
        using var stream = new MemoryStream();
        _context.Model.Save(model, _data.Schema, stream);
        stream.Position = 0;
        var loaded = new MLContext(seed: 7).Model.Load(stream, out _);
        Stage.AssertSameBits(Stage.VectorsOf(_context, model.Transform(_data)), Stage.VectorsOf(_context, loaded.Transform(_data)));
    }

    [TestMethod]
    [Timeout(120_000)]
    public async Task A_process_that_never_touched_the_library_loads_a_model_and_gives_the_same_scores()
    {
        var encoder = new TinyModel();
        var model = _context.Transforms.Conversion.MapValueToKey("Label").Append(_context.Transforms.FineTunedEmbeddings("Features", "Text", Small with { Model = encoder.Folder }))
            .Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy()).Fit(_data);
        string[] texts = [.. Messages.Generate(12, seed: 4).Select(m => m.Text!), "", "a text not seen before", "naïve café 東京 😀"];
        var expected = model.Transform(_context.Data.LoadFromEnumerable(texts.Select(t => new Message { Text = t }))).GetColumn<float[]>("Score").ToArray();
        encoder.Dispose();
        using var folder = new TemporaryFolder();
        _context.Model.Save(model, _data.Schema, folder.File("model.zip"));
        CollectionAssert.AreEqual(LoadHost.Print(expected), await LoadHost.RunAsync(folder.File("model.zip"), texts));
    }

    [TestMethod]
    public void A_prediction_engine_gives_the_same_as_a_view()
    {
        var model = Fit(Small with { Contrastive = new ContrastiveOptions { PairsPerExample = 1 } }, _data);
        var rows = Messages.Generate(6, seed: 5).Append(new Message { Text = null }).Append(new Message { Text = "cat \ud800" }).ToList();
        var view = Stage.VectorsOf(_context, model.Transform(_context.Data.LoadFromEnumerable(rows)));
        var engine = _context.Model.CreatePredictionEngine<Message, Vectors>(model);
        for (var i = 0; i < rows.Count; i++)
            CollectionAssert.AreEqual(view[i], engine.Predict(rows[i]).Features, $"row {i}");
    }

    [TestMethod]
    public void Many_threads_give_the_values_of_one()
    {
        var model = Fit(Small with { Contrastive = new ContrastiveOptions { PairsPerExample = 1 } }, _data);
        var expected = Stage.VectorsOf(_context, model.Transform(_data));
        Parallel.For(0, 8, _ => Stage.AssertSameBits(expected, Stage.VectorsOf(_context, model.Transform(_data))));
    }

    [TestMethod]
    public void Validation_data_choose_the_epoch_and_the_log_tells_of_it()
    {
        List<string> log = [];
        _context.Log += (_, e) => log.Add(e.RawMessage);
        var keys = _context.Transforms.Conversion.MapValueToKey("Label").Fit(_data);
        var estimator = _context.Transforms.FineTunedEmbeddings("Features", "Text", Small with { Epochs = 2 });
        estimator.Fit(keys.Transform(_data), keys.Transform(_context.Data.LoadFromEnumerable(Messages.Generate(30, seed: 2))));
        Assert.Contains(message => message.StartsWith("Epoch 2/2", StringComparison.Ordinal) && message.Contains("nearest-neighbour accuracy", StringComparison.Ordinal), log);
        Assert.Contains(message => message.Contains("24 rows of 3 classes, each 10 times in pairs", StringComparison.Ordinal), log);
    }

    [TestMethod]
    public void Columns_that_are_missing_or_of_the_wrong_type_are_refused()
    {
        AssertRefused<ArgumentOutOfRangeException>(Small, Messages.Generate(6), "label column 'Label'", "MapValueToKey");
        AssertRefused<ArgumentOutOfRangeException>(Small with { LabelColumnName = "None" }, Messages.Generate(6), "Could not find label column 'None'");
        AssertRefused<ArgumentOutOfRangeException>(Small with { PairColumnName = "None", LabelColumnName = "Number" }, Messages.Generate(6), "Could not find input column 'None'");
        AssertRefused<ArgumentOutOfRangeException>(Small with { PairColumnName = "Second" }, Messages.Generate(6), "label column 'Label'", "expected Single");
        AssertRefused<ArgumentOutOfRangeException>(Small with { PairColumnName = "Number", LabelColumnName = "Number" }, Messages.Generate(6), "input column 'Number'", "expected String");
    }

    [TestMethod]
    public void Settings_that_cannot_teach_anything_are_refused_at_once()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.FineTunedEmbeddings("", "Text", Small));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.FineTunedEmbeddings("Features", "Text", Small with { LabelColumnName = null }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.FineTunedEmbeddings("Features", "Text", Small with { LabelColumnName = null, PairColumnName = "Second" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.FineTunedEmbeddings("Features", "Text", Small with { HardNegativeColumnName = "Second" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Small with { CacheBytes = -1 });
    }

    [TestMethod]
    public void Classes_without_a_pair_are_refused_by_name()
    {
        var single = Messages.Generate(7).Take(6).Append(new Message { Text = "it", Label = "lonely" });
        AssertRefusedKeyed("A single row of the training data has the label 'lonely'", single);
        AssertRefusedKeyed("has 1 class", [new() { Text = "a", Label = "same" }, new() { Text = "b", Label = "same" }]);
    }

    [TestMethod]
    public void A_score_out_of_its_range_is_refused_with_its_row_and_a_missing_one_is_skipped()
    {
        var options = Small with { PairColumnName = "Second", LabelColumnName = "Score" };
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Fit(options, Scored(1, 4.5f)));
        StringAssert.Contains(error.Message, "Row 1: the label column 'Score' holds 4.5", StringComparison.Ordinal);
        List<string> log = [];
        _context.Log += (_, e) => log.Add(e.RawMessage);
        Fit(options, Scored(1, float.NaN, 0));
        Assert.Contains("1 rows have no label in the column 'Score' and are not trained on.", log);
        var none = Assert.Throws<InvalidOperationException>(() => Fit(options, Scored(float.NaN)));
        StringAssert.Contains(none.Message, "None of the 1 rows", StringComparison.Ordinal);
    }

    private IDataView Scored(params float[] scores) => _context.Data.LoadFromEnumerable(scores.Select(score => new ScoredPair { Text = "the cat", Second = "a dog", Score = score }));

    private ITransformer Fit(FineTunedEmbeddingsOptions options, IDataView data)
    {
        var estimator = _context.Transforms.FineTunedEmbeddings("Features", "Text", options);
        return options.PairColumnName is null ? _context.Transforms.Conversion.MapValueToKey("Label").Append(estimator).Fit(data) : estimator.Fit(data);
    }

    /// <summary>For how many vectors the nearest other one is of their class: every third.</summary>
    private static double Neighbors(float[][] vectors)
    {
        double Cosine(float[] x, float[] y) => System.Numerics.Tensors.TensorPrimitives.CosineSimilarity<float>(x, y);
        return Enumerable.Range(0, vectors.Length).Average(i => Enumerable.Range(0, vectors.Length).Where(j => j != i).MaxBy(j => Cosine(vectors[i], vectors[j])) % 3 == i % 3 ? 1.0 : 0.0);
    }

    private void AssertRefused<TError>(FineTunedEmbeddingsOptions options, IEnumerable<Message> rows, params string[] parts)
        where TError : Exception
    {
        var error = Assert.Throws<TError>(() => _context.Transforms.FineTunedEmbeddings("Features", "Text", options).Fit(_context.Data.LoadFromEnumerable(rows)));
        foreach (var part in parts)
            StringAssert.Contains(error.Message, part, StringComparison.Ordinal);
    }

    private void AssertRefusedKeyed(string part, IEnumerable<Message> rows)
    {
        var error = Assert.Throws<Exception>(() => Fit(Small, _context.Data.LoadFromEnumerable(rows)));
        StringAssert.Contains(error.Message, part, StringComparison.Ordinal);
    }

    private sealed class ScoredPair
    {
        public string Text { get; set; } = "";

        public string Second { get; set; } = "";

        public float Score { get; set; }

        public int Number { get; set; }
    }
}
