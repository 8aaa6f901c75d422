using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Tests.QuestionAnswering;

[TestClass]
public sealed class TrainingTests
{
    private readonly MLContext _context = new(seed: 1);
    private readonly IDataView _data;

    public TrainingTests() => _data = _context.Data.LoadFromEnumerable(Answering.Generate(120));

    [TestMethod]
    public void It_finds_the_answers_in_contexts_not_seen()
    {
        var others = Answering.Generate(60, seed: 2);
        var data = _context.Data.LoadFromEnumerable(others);
        var before = Measure(Answering.Fit(_context, _data, Answering.Small with { Epochs = 1, LearningRate = 1e-9 }));
        var after = Measure(Answering.Fit(_context, _data));
        // One word of six is right by chance.
        Assert.IsLessThan(0.5, before);
        Assert.IsGreaterThan(0.9, after, $"{before} before");

        double Measure(FineTunedQuestionAnsweringTransformer model) =>
            AnswerMetrics.Of([.. Answering.AnswersOf(_context, model, data).Zip(others, (found, quiz) => (found[0], quiz.TrainingAnswer!))]).ExactMatch;
    }

    [TestMethod]
    public void The_answers_are_parts_of_the_context_the_best_first()
    {
        var rows = Answering.Generate(20, seed: 3);
        var found = _context.Data.CreateEnumerable<Found>(Answering.Fit(_context, _data, Answering.Small with { TopKAnswers = 4, NoAnswerThreshold = null }).Transform(_context.Data.LoadFromEnumerable(rows)), reuseRowObject: false).ToList();
        for (var i = 0; i < rows.Count; i++)
        {
            Assert.HasCount(4, found[i].Answer);
            CollectionAssert.AreEqual(found[i].Score.OrderDescending().ToArray(), found[i].Score);
            Assert.HasCount(4, found[i].Answer.Distinct(StringComparer.Ordinal).ToList());
            foreach (var answer in found[i].Answer)
                StringAssert.Contains(rows[i].Context, answer, StringComparison.Ordinal);
        }
    }

    [TestMethod]
    public void A_column_of_places_is_not_needed()
    {
        var rows = Answering.Generate(120);
        foreach (var row in rows)
            row.AnswerIndex = -9;
        var data = _context.Data.LoadFromEnumerable(rows);
        // Each answer stands once in its context, so that its first place is the one that was given.
        Stage.AssertSameBits(
            Answering.ScoresOf(Answering.Fit(_context, _data, Answering.Small with { Epochs = 1 }), _data),
            Answering.ScoresOf(Answering.Fit(_context, data, Answering.Small with { Epochs = 1, AnswerIndexColumnName = null }), data));
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_bits_on_1_and_2_threads()
    {
        var options = Answering.Small with { Epochs = 2, Dropout = 0.1f, ValidationShare = 0.2 };
        var one = Answering.ScoresOf(Answering.Fit(_context, _data, options with { Threads = 1 }), _data);
        Stage.AssertSameBits(one, Answering.ScoresOf(Answering.Fit(_context, _data, options with { Threads = 2 }), _data));
        CollectionAssert.AreNotEqual(one[0], Answering.ScoresOf(Answering.Fit(_context, _data, options with { Seed = 4 }), _data)[0]);
    }

    [TestMethod]
    public void Validation_data_choose_the_best_epoch_by_F1()
    {
        List<string> log = [];
        _context.Log += (_, e) => log.Add(e.RawMessage);
        var validation = _context.Data.LoadFromEnumerable(Answering.Generate(20, seed: 2));
        _context.MulticlassClassification.Trainers.FineTuneQuestionAnswering(Answering.Small with { Epochs = 2 }).Fit(_data, validation);
        Assert.Contains(message => message.Contains("to find answers, 0 of 120 rows without", StringComparison.Ordinal), log);
        StringAssert.Contains(log.Find(message => message.StartsWith("Epoch 2/2", StringComparison.Ordinal)), "F1 ", StringComparison.Ordinal);
    }

    [TestMethod]
    public void The_shape_promises_what_the_schema_holds()
    {
        // A chain of two stages checks the shape of the first against the needs of the second, and the schema against the shape.
        var chain = _context.MulticlassClassification.Trainers.FineTuneQuestionAnswering(Answering.Small with { Epochs = 1, PredictedAnswerColumnName = "Found", ScoreColumnName = "Probability" })
            .Append(_context.Transforms.Concatenate("Features", "Probability"));
        var schema = chain.Fit(_data).GetOutputSchema(_data.Schema);
        var (found, probability) = ((VectorDataViewType)schema["Found"].Type, (VectorDataViewType)schema["Probability"].Type);
        Assert.AreEqual((TextDataViewType.Instance, 2), ((TextDataViewType)(object)found.ItemType, found.Size));
        Assert.AreEqual((NumberDataViewType.Single, 2), ((NumberDataViewType)(object)probability.ItemType, probability.Size));
    }

    [TestMethod]
    public void Eight_threads_with_one_model_get_the_values_of_one_thread()
    {
        var model = Answering.Fit(_context, _data, Answering.Small with { Epochs = 1 });
        var rows = Answering.Generate(80, seed: 5);
        var expected = Answering.ScoresOf(model, _context.Data.LoadFromEnumerable(rows));
        var tasks = Enumerable.Range(0, 8).Select(thread => Task.Factory.StartNew(
            () =>
            {
                var order = Enumerable.Range(0, rows.Count).ToArray();
                new Random(thread).Shuffle(order);
                var own = new MLContext(seed: 1);
                Stage.AssertSameBits([.. order.Select(i => expected[i])], Answering.ScoresOf(model, own.Data.LoadFromEnumerable(order.Select(i => rows[i]))));
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        Task.WaitAll(tasks);
    }
}
