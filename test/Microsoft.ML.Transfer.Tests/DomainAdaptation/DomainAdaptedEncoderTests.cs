using Microsoft.ML.Data;
using Microsoft.ML.Transfer.DomainAdaptation;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tests.DomainAdaptation;

[TestClass]
public sealed class DomainAdaptedEncoderTests
{
    private static readonly DomainAdaptedEncoderOptions Small = new()
    {
        Model = Stage.Folder,
        Layers = Layers.At(1),
        MaximumLength = 24,
        Seed = 3,
        Adaptation = new DomainAdaptationOptions { Passes = 3, LearningRate = 1e-2, TokensPerStep = 64, HeldOutShare = 0.2 },
    };

    private readonly MLContext _context = new(seed: 1);
    private readonly IDataView _data;

    public DomainAdaptedEncoderTests() => _data = _context.Data.LoadFromEnumerable(Messages.Generate(48).Append(new Message { Text = null }).Append(new Message { Text = "" }));

    [TestMethod]
    public void The_vectors_are_those_of_an_encoder_that_learned_and_the_log_tells_what()
    {
        List<string> log = [];
        _context.Log += (_, e) => log.Add(e.RawMessage);
        DomainAdaptationReport? report = null;
        var model = Fit(Small with { Completed = done => report = done });
        Assert.IsLessThan(report!.DomainBefore!.LossPerWord, report.DomainAfter!.LossPerWord);
        Assert.IsTrue(report.Texts is > 30 and < 46, $"{report.Texts} of 48 texts were trained on.");
        CollectionAssert.AreNotEqual(Stage.VectorsOf(_context, Stage.Estimator(_context).Fit(_data).Transform(_data))[0], Stage.VectorsOf(_context, model.Transform(_data))[0]);
        Assert.AreEqual(16, model.Dimension);
        Assert.Contains($"Domain after: {report.DomainAfter}.", log);
        Assert.Contains(message => message.StartsWith("Adapting ", StringComparison.Ordinal) && message.Contains("3 passes, seed 3", StringComparison.Ordinal), log);
        Assert.Contains(message => message.StartsWith("Step ", StringComparison.Ordinal) && message.Contains("Held out: ", StringComparison.Ordinal), log);
        Assert.Contains(message => message.Contains("has no head for masked tokens", StringComparison.Ordinal), log);
    }

    [TestMethod]
    public void A_loaded_model_gives_the_same_bits()
    {
        var model = Fit(Small with { Adaptation = Small.Adaptation with { NewWords = 2, MinimumWordCount = 1 } });
        using var stream = SavedModel.Save(_context, model, _data.Schema);
        var loaded = new MLContext(seed: 7).Model.Load(stream, out _);
        Stage.AssertSameBits(Stage.VectorsOf(_context, model.Transform(_data)), Stage.VectorsOf(_context, loaded.Transform(_data)));
    }

    [TestMethod]
    [Timeout(120_000)]
    public async Task A_process_that_never_touched_the_library_loads_a_model_and_gives_the_same_scores()
    {
        var model = _context.Transforms.Conversion.MapValueToKey("Label").Append(_context.Transforms.DomainAdaptedEncoder("Features", "Text", Small))
            .Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy()).Fit(_data);
        string[] texts = [.. Messages.Generate(12, seed: 4).Select(m => m.Text!), "", "a text not seen before", "naïve café 東京 😀"];
        var expected = model.Transform(_context.Data.LoadFromEnumerable(texts.Select(t => new Message { Text = t }))).GetColumn<float[]>("Score").ToArray();
        using var folder = new TemporaryFolder();
        _context.Model.Save(model, _data.Schema, folder.File("model.zip"));
        CollectionAssert.AreEqual(LoadHost.Print(expected), await LoadHost.RunAsync(folder.File("model.zip"), texts));
    }

    [TestMethod]
    public void A_prediction_engine_and_many_threads_give_the_values_of_a_view()
    {
        var model = Fit(Small);
        var rows = Messages.Generate(6, seed: 5).Append(new Message { Text = null }).Append(new Message { Text = "cat \ud800" }).ToList();
        var view = Stage.VectorsOf(_context, model.Transform(_context.Data.LoadFromEnumerable(rows)));
        Stage.OnEightThreads(_ =>
        {
            var engine = new MLContext(seed: 1).Model.CreatePredictionEngine<Message, Vectors>(model);
            for (var i = 0; i < rows.Count; i++)
                CollectionAssert.AreEqual(view[i], engine.Predict(rows[i]).Features, $"row {i}");
        });
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_bits()
    {
        var expected = Stage.VectorsOf(_context, Fit(Small).Transform(_data));
        Stage.AssertSameBits(expected, Stage.VectorsOf(_context, Fit(Small with { Adaptation = Small.Adaptation with { Seed = 99, Threads = 2 } }).Transform(_data)));
        CollectionAssert.AreNotEqual(expected[0], Stage.VectorsOf(_context, Fit(Small with { Seed = 4 }).Transform(_data))[0]);
        float[] Drawn() => Stage.VectorsOf(_context, new MLContext(seed: 11).Transforms.DomainAdaptedEncoder("Features", "Text", Small with { Seed = null }).Fit(_data).Transform(_data))[0];
        CollectionAssert.AreEqual(Drawn(), Drawn());
    }

    [TestMethod]
    public void The_folder_that_it_writes_is_a_model_for_the_stages_that_fine_tune()
    {
        using var folder = new TemporaryFolder();
        var adapted = Fit(Small with { OutputFolder = folder.File("adapted") });
        var vectors = Stage.VectorsOf(_context, adapted.Transform(_data));
        adapted.SaveEncoder(folder.File("encoder"));
        foreach (var model in new[] { folder.File("adapted"), folder.File("encoder") })
        {
            Stage.AssertSameBits(vectors, Stage.VectorsOf(_context, Stage.Estimator(_context, Stage.Small with { Model = model }).Fit(_data).Transform(_data)));
            var tuned = _context.Transforms.Conversion.MapValueToKey("Label")
                .Append(_context.MulticlassClassification.Trainers.FineTuneTextClassification(new FineTuneTextClassificationOptions { Model = model, Sentence1ColumnName = "Text", Epochs = 1, MaximumLength = 16, Seed = 1 }))
                .Fit(_context.Data.LoadFromEnumerable(Messages.Generate(12)));
            Assert.IsNotNull(tuned.LastTransformer);
        }
        // An adapted model has the head for masked tokens, and can be adapted further.
        DomainAdaptationReport? report = null;
        Fit(Small with { Model = folder.File("adapted"), Completed = done => report = done });
        Assert.IsFalse(report!.HasNewHead);
    }

    [TestMethod]
    public void A_fit_that_was_cancelled_goes_on_from_its_folder()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        var options = Small with { WorkFolder = folder.File("work") };
        var stopping = options with
        {
            CancellationToken = source.Token,
            Adaptation = options.Adaptation with
            {
                Progress = progress =>
                {
                    if (progress.Step == 4)
                        source.Cancel();
                },
            },
        };
        Assert.Throws<OperationCanceledException>(() => Fit(stopping));
        var first = int.MaxValue;
        var resumed = Fit(options with { Adaptation = options.Adaptation with { Progress = progress => first = Math.Min(first, progress.Step) } });
        Assert.AreEqual(5, first);
        Stage.AssertSameBits(Stage.VectorsOf(_context, Fit(Small).Transform(_data)), Stage.VectorsOf(_context, resumed.Transform(_data)));
    }

    [TestMethod]
    public void General_texts_are_measured_and_read_where_that_is_asked_for()
    {
        DomainAdaptationReport? report = null;
        Fit(Small with { GeneralTexts = Messages.Generate(30, seed: 8).Select(message => message.Text!), Adaptation = Small.Adaptation with { ReplayShare = 0.3 }, Completed = done => report = done });
        Assert.IsGreaterThan(10, report!.GeneralTexts);
        Assert.IsNotNull(report.GeneralBefore);
        Assert.IsNotNull(report.GeneralAfter);
    }

    [TestMethod]
    public void What_is_wrong_is_refused()
    {
        AssertRefused<ArgumentOutOfRangeException>(() => _context.Transforms.DomainAdaptedEncoder("Features", "None", Small).Fit(_data), "Could not find input column 'None'");
        AssertRefused<ArgumentOutOfRangeException>(() => _context.Transforms.DomainAdaptedEncoder("Features", "Number", Small).Fit(_data), "expected String");
        AssertRefused<ArgumentOutOfRangeException>(() => _context.Transforms.DomainAdaptedEncoder("", "Text", Small), "outputColumnName");
        AssertRefused<ArgumentOutOfRangeException>(() => _ = Small with { Model = "" }, "Model");
        AssertRefused<ArgumentOutOfRangeException>(() => _ = Small with { CacheBytes = -1 }, "CacheBytes");
        AssertRefused<InvalidDataException>(() => _context.Transforms.DomainAdaptedEncoder("Features", "Text", Small).Fit(_context.Data.LoadFromEnumerable([new Message()])), "all are empty");
        AssertRefused<ArgumentException>(() => Fit(Small with { Adaptation = Small.Adaptation with { ReplayShare = 0.5 } }), "none are given");

        static void AssertRefused<TError>(Action work, string part)
            where TError : Exception => StringAssert.Contains(Assert.Throws<TError>(work).Message, part, StringComparison.Ordinal);
    }

    private PretrainedEmbeddingsTransformer Fit(DomainAdaptedEncoderOptions options) => _context.Transforms.DomainAdaptedEncoder("Features", "Text", options).Fit(_data);
}
