using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Tests.TokenClassification;

[TestClass]
public sealed class TrainingTests
{
    private readonly MLContext _context = new(seed: 1);
    private readonly IDataView _data;

    public TrainingTests() => _data = _context.Data.LoadFromEnumerable(Tagging.Generate(40));

    [TestMethod]
    [DataRow("Words")]
    [DataRow("Sentence")]
    public void It_learns_a_toy_task_from_vectors_of_words_and_from_texts(string column)
    {
        var model = Tagging.Fit(_context, _data, Tagging.Small with { WordsColumnName = column });
        var metrics = _context.MulticlassClassification.EvaluateTokenClassification(model.Transform(_context.Data.LoadFromEnumerable(Tagging.Generate(30, seed: 2))));
        Assert.IsTrue(metrics.HasEntities);
        Assert.AreEqual(1.0, metrics.F1);
        Assert.AreEqual(1.0, metrics.Accuracy);
        Assert.AreEqual(new EntityScore("ANIMAL", 30, 30, 30), metrics.PerEntity[0]);
        Assert.AreEqual(new EntityScore("PLACE", 10, 10, 10), metrics.PerEntity[1]);
    }

    [TestMethod]
    public void Texts_and_vectors_of_their_words_give_the_same_bits()
    {
        var words = Tagging.Fit(_context, _data, Tagging.Small with { Epochs = 1 }).Transform(_data);
        var texts = Tagging.Fit(_context, _data, Tagging.Small with { Epochs = 1, WordsColumnName = "Sentence" }).Transform(_data);
        Stage.AssertSameBits(Tagging.ScoresOf(words), Tagging.ScoresOf(texts));
        var count = 0;
        foreach (var (row, scores) in Tagging.Generate(40).Zip(Tagging.ScoresOf(words)))
        {
            Assert.HasCount(row.Words.Length, scores);
            Assert.IsTrue(Array.TrueForAll(scores, score => score is > 0.2f and <= 1f));
            count++;
        }
        Assert.AreEqual(40, count);
    }

    [TestMethod]
    public void Predictions_carry_the_names_of_the_labels()
    {
        var model = Tagging.Fit(_context, _data);
        var view = model.Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(model.Transform(_data))).Transform(_data);
        var predictions = _context.Data.CreateEnumerable<TaggedPrediction>(view, reuseRowObject: false).ToList();
        foreach (var (row, prediction) in Tagging.Generate(40).Zip(predictions))
            CollectionAssert.AreEqual(row.Label, prediction.PredictedLabel);
        // Texts are compared as well as keys, and with keys.
        Assert.AreEqual(1.0, _context.MulticlassClassification.EvaluateTokenClassification(view).F1);
        CollectionAssert.AreEquivalent(new[] { "O", "B-ANIMAL", "S-PLACE" }, model.LastTransformer.ClassNames.ToArray());
    }

    [TestMethod]
    public void The_shape_of_the_schema_is_that_of_the_data()
    {
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label")
            .Append(_context.MulticlassClassification.Trainers.FineTuneTokenClassification(Tagging.Small with { Epochs = 1 }))
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        SchemaShape? seen = null;
        // ML.NET makes the shape of data itself, when a chain is fitted, to check the stages with it.
        var chain = new EstimatorChain<ITransformer>().Append(pipeline).Append(new Spy(shape => seen = shape));
        chain.Fit(_data);
        var shape = seen!;
        var predicted = shape.Single(column => column.Name.Equals("PredictedLabel", StringComparison.Ordinal));
        Assert.AreEqual(SchemaShape.Column.VectorKind.VariableVector, predicted.Kind);
        Assert.AreEqual(TextDataViewType.Instance, predicted.ItemType);
        var score = shape.Single(column => column.Name.Equals("Score", StringComparison.Ordinal));
        Assert.AreEqual(SchemaShape.Column.VectorKind.VariableVector, score.Kind);
        var schema = Tagging.Fit(_context, _data, Tagging.Small with { Epochs = 1 }).GetOutputSchema(_data.Schema);
        var key = (KeyDataViewType)((VectorDataViewType)schema["PredictedLabel"].Type).ItemType;
        Assert.AreEqual(3UL, key.Count);
        Assert.IsFalse(((VectorDataViewType)schema["Score"].Type).IsKnownSize);
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_bits_on_1_and_2_threads()
    {
        var options = Tagging.Small with { Epochs = 2, Dropout = 0.1f, ValidationShare = 0.2 };
        var one = Tagging.ScoresOf(Tagging.Fit(_context, _data, options with { Threads = 1 }).Transform(_data));
        Stage.AssertSameBits(one, Tagging.ScoresOf(Tagging.Fit(_context, _data, options with { Threads = 2 }).Transform(_data)));
        CollectionAssert.AreNotEqual(one[0], Tagging.ScoresOf(Tagging.Fit(_context, _data, options with { Seed = 4 }).Transform(_data))[0]);
    }

    [TestMethod]
    public void Rows_of_a_view_keep_their_order_over_many_fills_and_columns_that_are_not_asked_for_cost_nothing()
    {
        var rows = Tagging.Generate(1300, seed: 5);
        var view = Tagging.Fit(_context, _data).Transform(_context.Data.LoadFromEnumerable(rows));
        using (var cursor = view.GetRowCursor(view.Schema))
        {
            var number = cursor.GetGetter<int>(view.Schema["Number"]);
            var words = cursor.GetGetter<VBuffer<ReadOnlyMemory<char>>>(view.Schema["Words"]);
            var score = cursor.GetGetter<VBuffer<float>>(view.Schema["Score"]);
            var (i, numberValue, wordValues, scores) = (0, 0, default(VBuffer<ReadOnlyMemory<char>>), default(VBuffer<float>));
            for (; cursor.MoveNext(); i++)
            {
                number(ref numberValue);
                words(ref wordValues);
                Assert.AreEqual(i, numberValue);
                CollectionAssert.AreEqual(rows[i].Words, wordValues.DenseValues().Select(word => word.ToString()).ToArray());
                if (i % 5 == 0)
                {
                    score(ref scores);
                    Assert.AreEqual(rows[i].Words.Length, scores.Length);
                }
            }
            Assert.AreEqual(1300, i);
        }
        using var cancellation = new CancellationTokenSource();
        var stopped = Tagging.Fit(_context, _data, Tagging.Small with { Epochs = 1, CancellationToken = cancellation.Token }).Transform(_data);
        cancellation.Cancel();
        CollectionAssert.AreEqual(Enumerable.Range(0, 40).ToArray(), stopped.GetColumn<int>("Number").ToArray());
        Assert.Throws<OperationCanceledException>(() => Tagging.ScoresOf(stopped));
    }

    [TestMethod]
    public void Threads_that_share_a_model_get_the_bits_of_one()
    {
        var model = Tagging.Fit(_context, _data, Tagging.Small with { Epochs = 1, Threads = 1 });
        var expected = Tagging.ScoresOf(model.Transform(_data));
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ => Stage.AssertSameBits(expected, Tagging.ScoresOf(model.Transform(_data))));
    }

    [TestMethod]
    public void The_log_tells_of_the_progress_in_entities()
    {
        List<string> log = [];
        _context.Log += (_, e) => log.Add(e.RawMessage);
        var other = _context.Data.LoadFromEnumerable(Tagging.Generate(10, seed: 9));
        var mapping = _context.Transforms.Conversion.MapValueToKey("Label").Fit(_data);
        _context.MulticlassClassification.Trainers.FineTuneTokenClassification(Tagging.Small with { Epochs = 2 }).Fit(mapping.Transform(_data), mapping.Transform(other));
        Assert.Contains(message => message.Contains("to 3 classes on 159 words in 40 rows", StringComparison.Ordinal), log);
        Assert.Contains(message => message.StartsWith("Epoch 2/2", StringComparison.Ordinal) && message.Contains("entity F1", StringComparison.Ordinal), log);
    }

    private sealed class Spy(Action<SchemaShape> saw) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input) => new MLContext().Transforms.CopyColumns("Copy", "Number").Fit(input);

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            saw(inputSchema);
            return inputSchema;
        }
    }
}
