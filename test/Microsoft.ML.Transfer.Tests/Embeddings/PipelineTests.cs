using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Tests.Embeddings;

/// <summary>The stage among ML.NET's own: trainers, splits, caches, engines.</summary>
[TestClass]
public sealed class PipelineTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Maximum_entropy_learns_from_the_vectors()
    {
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(300));
        var split = _context.Data.TrainTestSplit(data, testFraction: 0.25, seed: 1);
        var model = Classifier(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy()).Fit(split.TrainSet);
        var metrics = _context.MulticlassClassification.Evaluate(model.Transform(split.TestSet));
        Assert.IsGreaterThan(0.7, metrics.MacroAccuracy);
    }

    [TestMethod]
    public void Coordinate_ascent_learns_from_the_vectors()
    {
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(300));
        var model = Classifier(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy()).Fit(data);
        Assert.IsGreaterThan(0.7, _context.MulticlassClassification.Evaluate(model.Transform(data)).MacroAccuracy);
    }

    [TestMethod]
    public void Binary_trainers_learn_from_the_vectors()
    {
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(300));
        var pipeline = Stage.Estimator(_context).Append(_context.BinaryClassification.Trainers.LbfgsLogisticRegression(labelColumnName: "Good"));
        var metrics = _context.BinaryClassification.Evaluate(pipeline.Fit(data).Transform(data), labelColumnName: "Good");
        Assert.IsGreaterThan(0.7, metrics.AreaUnderRocCurve);
    }

    [TestMethod]
    public void The_folds_of_a_cross_validation_encode_each_text_once()
    {
        var messages = Messages.Generate(300);
        var data = _context.Data.LoadFromEnumerable(messages);
        var embeddings = Stage.Estimator(_context);
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label").Append(embeddings).Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
        var folds = _context.MulticlassClassification.CrossValidate(data, pipeline, numberOfFolds: 5);
        Assert.HasCount(5, folds);
        Assert.IsTrue(folds.All(f => f.Metrics.MacroAccuracy > 0.6));
        Assert.AreEqual(messages.Count, embeddings.Fit(data).TextsEncoded);
    }

    [TestMethod]
    public void A_cache_checkpoint_changes_nothing()
    {
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(200));
        var trainer = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy();
        var start = _context.Transforms.Conversion.MapValueToKey("Label").Append(Stage.Estimator(_context));
        var plain = start.Append(trainer).Fit(data);
        var cached = start.AppendCacheCheckpoint(_context).Append(trainer).Fit(data);
        Stage.AssertSameBits(
            [.. plain.Transform(data).GetColumn<float[]>("Score")],
            [.. cached.Transform(data).GetColumn<float[]>("Score")]);
    }

    [TestMethod]
    public void Vectors_join_other_features()
    {
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(100));
        var pipeline = _context.Transforms.Text.FeaturizeText("Words", "Text")
            .Append(_context.Transforms.PretrainedEmbeddings("Meaning", "Text", Stage.Small))
            .Append(_context.Transforms.Concatenate("Features", "Words", "Meaning"))
            .Append(_context.Transforms.Conversion.MapValueToKey("Label"))
            .Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
        var view = pipeline.Fit(data).Transform(data);
        VBuffer<ReadOnlyMemory<char>> names = default;
        view.Schema["Features"].GetSlotNames(ref names);
        Assert.IsTrue(names.DenseValues().Any(n => n.ToString().StartsWith("Meaning.", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_prediction_engine_gives_the_scores_of_the_view()
    {
        var messages = Messages.Generate(200);
        var data = _context.Data.LoadFromEnumerable(messages);
        var model = Classifier(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(data);
        var expected = model.Transform(data).GetColumn<float[]>("Score").ToArray();
        using var engine = _context.Model.CreatePredictionEngine<Message, Prediction>(model);
        for (var i = 0; i < 50; i++)
        {
            var prediction = engine.Predict(messages[i]);
            CollectionAssert.AreEqual(expected[i], prediction.Score);
            Assert.AreEqual(messages[i].Label, prediction.PredictedLabel);
        }
    }

    [TestMethod]
    public void A_prediction_engine_encodes_a_row_once_and_keeps_no_text_of_it()
    {
        var (data, transformer) = Fit(20);
        using var engine = _context.Model.CreatePredictionEngine<Message, Prediction>(transformer);
        var unseen = new Message { Text = "never seen before" };
        engine.Predict(unseen);
        Assert.AreEqual(1, transformer.TextsEncoded);
        engine.Predict(unseen);
        Assert.AreEqual(2, transformer.TextsEncoded);
        // But what is held is used.
        Stage.VectorsOf(_context, transformer.Transform(data));
        var encoded = transformer.TextsEncoded;
        engine.Predict(Messages.Generate(20)[3]);
        Assert.AreEqual(encoded, transformer.TextsEncoded);
    }

    [TestMethod]
    public void An_engine_that_is_disposed_leaves_the_model_to_others()
    {
        var (_, transformer) = Fit(20);
        using var second = _context.Model.CreatePredictionEngine<Message, Prediction>(transformer);
        var message = new Message { Text = "still there" };
        float[] before;
        using (var first = _context.Model.CreatePredictionEngine<Message, Prediction>(transformer))
            before = first.Predict(message).Features;
        CollectionAssert.AreEqual(before, second.Predict(message).Features);
    }

    [TestMethod]
    public void Twenty_thousand_rows_through_coordinate_ascent_without_a_cache_are_encoded_once_each()
    {
        const int rows = 20_000;
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(rows));
        var embeddings = Stage.Estimator(_context, Stage.Small with { Layers = Layers.At(0) });
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label").Append(embeddings)
            .Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 20));
        var model = pipeline.Fit(data);
        var encoded = embeddings.Fit(data).TextsEncoded;
        Console.WriteLine($"{encoded} texts encoded for {rows} rows.");
        Assert.AreEqual(rows, encoded);

        // Scoring the same rows adds nothing.
        Assert.AreEqual(rows, model.Transform(data).GetColumn<float[]>("Score").Count());
        Assert.AreEqual(rows, embeddings.Fit(data).TextsEncoded);
    }

    [TestMethod]
    public void Without_room_for_all_texts_training_ends_with_the_same_model()
    {
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(200));
        float[][] ScoresWith(long cacheBytes)
        {
            var context = new MLContext(seed: 1);
            var pipeline = context.Transforms.Conversion.MapValueToKey("Label")
                .Append(Stage.Estimator(context, Stage.Small with { CacheBytes = cacheBytes }))
                .Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
            return [.. pipeline.Fit(data).Transform(data).GetColumn<float[]>("Score")];
        }
        Stage.AssertSameBits(ScoresWith(PretrainedEmbeddingsOptions.DefaultCacheBytes), ScoresWith(50_000));
        Stage.AssertSameBits(ScoresWith(PretrainedEmbeddingsOptions.DefaultCacheBytes), ScoresWith(0));
    }

    [TestMethod]
    public void An_embedder_that_is_already_loaded_serves_as_well()
    {
        using var embedder = TextEmbedder.Load(Stage.Folder, Stage.Small);
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(30));
        var expected = Stage.VectorsOf(_context, Fit(30).Transformer.Transform(data));
        var view = _context.Transforms.PretrainedEmbeddings("Features", "Text", embedder).Fit(data).Transform(data);
        Stage.AssertSameBits(expected, Stage.VectorsOf(_context, view));
        Assert.AreEqual(30, embedder.TextsEncoded);
    }

    [TestMethod]
    public void The_short_form_takes_each_option_by_name()
    {
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(5));
        var transformer = _context.Transforms.PretrainedEmbeddings(
            "Features", "Text", Stage.Folder, layers: Layers.At(1), pooling: Pooling.Max, normalize: true, dimensions: 8, maximumLength: 12, longText: LongText.AverageWindows).Fit(data);
        Assert.AreEqual(8, transformer.Dimension);
        var options = transformer.Embedder.Embedder.Options;
        Assert.AreEqual(Layers.At(1), options.Layers);
        Assert.AreEqual(Pooling.Max, options.Pooling);
        Assert.IsTrue(options.Normalize);
        Assert.AreEqual(12, options.MaximumLength);
        Assert.AreEqual(LongText.AverageWindows, options.LongText);
    }

    private EstimatorChain<ITransformer> Classifier(IEstimator<ITransformer> trainer) =>
        _context.Transforms.Conversion.MapValueToKey("Label").Append(Stage.Estimator(_context)).Append(trainer);

    private (IDataView Data, PretrainedEmbeddingsTransformer Transformer) Fit(int rows)
    {
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(rows));
        return (data, Stage.Estimator(_context).Fit(data));
    }
}
