using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Pretraining;

/// <summary>Tiny language models from a seed learn to count.</summary>
[TestClass]
public sealed class LanguageModelTrainingTests
{
    private const int Digits = 10;
    private const int End = SentinelTokenizer.End;
    private const int Vocabulary = SentinelTokenizer.FirstSentinel + 2;

    [TestMethod]
    [DataRow(LanguageModelKind.Gpt2)]
    [DataRow(LanguageModelKind.Llama)]
    public void ACausalModelLearnsWithTheSameBitsOnAnyNumberOfThreads(object kind)
    {
        var shape = Shape((LanguageModelKind)kind);
        var (losses, before, after) = TrainCausal(shape, threads: 1, dropout: 0);
        // The start says little: all tokens are about as likely.
        Assert.AreEqual(Math.Log(Vocabulary), before.Loss, 0.1);
        // The first digit cannot be known: one of ten, and one token of thirteen.
        Assert.IsLessThan(Math.Log(Digits) / 13 + 0.2, after.Loss);
        Assert.IsGreaterThan(0.8, after.Accuracy);
        var again = TrainCausal(shape, threads: 2, dropout: 0);
        CollectionAssert.AreEqual(losses, again.Losses);
        Assert.AreEqual(after, again.After);
        CollectionAssert.AreEqual(TrainCausal(shape, threads: 1, dropout: 0.1f, steps: 3).Losses, TrainCausal(shape, threads: 2, dropout: 0.1f, steps: 3).Losses);
    }

    [TestMethod]
    [DataRow(LanguageModelKind.T5)]
    [DataRow(LanguageModelKind.Bart)]
    public void AnEncoderAndItsDecoderLearnWithTheSameBitsOnAnyNumberOfThreads(object kind)
    {
        var shape = Shape((LanguageModelKind)kind);
        var (losses, before, after) = TrainPairs(shape, threads: 1, dropout: 0);
        Assert.IsLessThan(0.5 * before.Loss, after.Loss);
        Assert.IsGreaterThan(before.Accuracy + 0.3, after.Accuracy);
        var again = TrainPairs(shape, threads: 2, dropout: 0);
        CollectionAssert.AreEqual(losses, again.Losses);
        Assert.AreEqual(after, again.After);
        CollectionAssert.AreEqual(TrainPairs(shape, threads: 1, dropout: 0.1f, steps: 3).Losses, TrainPairs(shape, threads: 2, dropout: 0.1f, steps: 3).Losses);
    }

    [TestMethod]
    public void ATrainedEncoderAndDecoderAreReadBackAsTheyWere()
    {
        using var folder = new TemporaryFolder();
        using var model = UntrainedModel.Create(Shape(LanguageModelKind.T5).ToConfig(), "config.json", seed: 3);
        var batches = Batches(model, Passages(first: 0));
        using (var trainer = new Trainer<SequencePairBatch>(new SequencePairTask(model), new TrainerOptions { MaximumSteps = 2, Threads = 1 }))
            trainer.Run(batches);
        model.Save(folder.File("model"));
        using var read = PretrainedModel.Load(folder.File("model"));
        Assert.AreEqual(new SequencePairTask(model).Score(batches.Step(0, 0)), new SequencePairTask(read).Score(Batches(read, Passages(first: 0)).Step(0, 0)));
    }

    [TestMethod]
    public void PairsHaveTheSpecialTokensOfTheModel()
    {
        using var model = UntrainedModel.Create(Shape(LanguageModelKind.T5).ToConfig(), "config.json", seed: 3);
        // Whether or not the tokenizer ends texts, the model's do end.
        foreach (var endsTexts in new[] { true, false })
        {
            var pairs = new SequencePairs(SentinelTokenizer.Create(2, endsTexts), model.Decoder!);
            var batch = pairs.Collate([pairs.Frame(new SequencePair([1, 2, 11, 5], [11, 3, 4])), pairs.Frame(new SequencePair([6, 11], [11, 7]))]);
            CollectionAssert.AreEqual(new[] { 1, 2, 11, 5, End, 6, 11, End }, batch.Source.Ids.ToArray());
            CollectionAssert.AreEqual(new[] { 0, 11, 3, 4, 0, 11, 7 }, batch.Input.Ids.ToArray());
            CollectionAssert.AreEqual(new[] { 0, 4, 7 }, batch.Input.Offsets.ToArray());
            CollectionAssert.AreEqual(new[] { 11, 3, 4, End, 11, 7, End }, batch.Targets.ToArray());
        }
    }

    [TestMethod]
    public void EachEpochHidesOtherSpansAndTheSameWhenAskedAgain()
    {
        using var model = UntrainedModel.Create(Shape(LanguageModelKind.T5).ToConfig(), "config.json", seed: 3);
        int[][] passages = [[1], .. Passages(first: 0), []];
        var batches = Batches(model, passages);
        Assert.AreEqual(2, batches.StepsPerEpoch, "passages that are too short are left out");
        int[] Sources(int epoch) => [.. Enumerable.Range(0, batches.StepsPerEpoch).SelectMany(step => batches.Step(epoch, step)).SelectMany(batch => batch.Source.Ids.ToArray())];
        var first = Sources(0);
        CollectionAssert.AreNotEqual(first, Sources(1));
        CollectionAssert.AreEqual(first, Sources(0));
    }

    [TestMethod]
    public void NewModelsFollowFromTheirSeedAndStartAsTheirFamilyDoes()
    {
        using var gpt = UntrainedModel.Create(Shape(LanguageModelKind.Gpt2).ToConfig(), "config.json", seed: 3);
        using var same = UntrainedModel.Create(Shape(LanguageModelKind.Gpt2).ToConfig(), "config.json", seed: 3);
        using var other = UntrainedModel.Create(Shape(LanguageModelKind.Gpt2).ToConfig(), "config.json", seed: 4);
        var words = Values(gpt, "embeddings/word/weight");
        CollectionAssert.AreEqual(words, Values(same, "embeddings/word/weight"));
        CollectionAssert.AreNotEqual(words, Values(other, "embeddings/word/weight"));
        Assert.AreEqual(0.02, Deviation(words), 0.002);
        // Two layers of two branches.
        Assert.AreEqual(0.01, Deviation(Values(gpt, "layers/0/feed_forward/down/weight")), 0.001);
        using var t5 = UntrainedModel.Create(Shape(LanguageModelKind.T5).ToConfig(), "config.json", seed: 3);
        Assert.AreEqual(1, Deviation(Values(t5, "embeddings/word/weight")), 0.1);
        Assert.AreEqual(1 / Math.Sqrt(32 * 8), Deviation(Values(t5, "decoder/layers/1/memory/query/weight")), 0.005);
        Assert.AreEqual(1 / Math.Sqrt(64), Deviation(Values(t5, "layers/0/feed_forward/down/weight")), 0.01);
    }

    [TestMethod]
    public void AShapeOutsideItsRangeIsNamed()
    {
        Assert.AreEqual("Layers", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new LanguageModelShape(LanguageModelKind.T5, 9) { Layers = 0 }).ParamName);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => new LanguageModelShape(LanguageModelKind.T5, 9) { Heads = 3 }.ToConfig()).Message, "256 is no multiple of the 3 heads");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => UntrainedModel.Create("[]"u8.ToArray(), "new.json", seed: 1)).Message, "new.json");
    }

    private static LanguageModelShape Shape(LanguageModelKind kind) =>
        new(kind, Vocabulary) { HiddenSize = 32, Layers = 2, Heads = 4, IntermediateSize = 64, MaximumLength = 32, EndId = End };

    /// <summary>Digits that count up, 18 of them, from each of ten.</summary>
    private static int[][] Passages(int first) => [.. Enumerable.Range(0, Digits).Select(start => Enumerable.Range(start + first, 18).Select(i => i % Digits).ToArray())];

    private static CorruptedBatches Batches(PretrainedModel model, IReadOnlyList<int[]> passages, ulong seed = 6)
    {
        var tokenizer = SentinelTokenizer.Create(2);
        return new CorruptedBatches(passages, SpanCorruption.For(tokenizer, new SpanCorruptionOptions()), new SequencePairs(tokenizer, model.Decoder!), batchSize: 5, seed);
    }

    private static TrainerOptions Options(int threads, float dropout, int steps) => new()
    {
        Schedule = new LearningRateSchedule(1e-2, LearningRateDecay.Linear) { WarmupSteps = Math.Min(5, steps - 1) },
        Epochs = 100,
        MaximumSteps = steps,
        Dropout = dropout,
        Threads = threads,
        Seed = 2,
    };

    private static (double[] Losses, LanguageModelScore Before, LanguageModelScore After) TrainCausal(LanguageModelShape shape, int threads, float dropout, int steps = 40)
    {
        using var model = UntrainedModel.Create(shape.ToConfig(), "config.json", seed: 3);
        var tokens = new CausalTokens([End], [End]);
        // Another length is held out.
        LabeledBatch[] heldOut = [CausalTexts.Collate([.. Passages(first: 0).SelectMany(ids => tokens.OfPassage(ids.AsSpan(0, 13), maximumLength: 32))])];
        var examples = Passages(first: 0).SelectMany(ids => tokens.OfPassage(ids, maximumLength: 32)).ToList();
        var before = LanguageModelScore.Of(model, model.Heads[0], heldOut, threads);
        using var trainer = new Trainer<LabeledBatch>(new HeadTask(model, model.Heads[0]), Options(threads, dropout, steps));
        var taken = trainer.Run(new ShuffledBatches<PredictedSequence, LabeledBatch>(examples, 5, seed: 6, CausalTexts.Collate));
        return ([.. taken.Select(step => step.Loss)], before, LanguageModelScore.Of(model, model.Heads[0], heldOut, threads));
    }

    private static (double[] Losses, LanguageModelScore Before, LanguageModelScore After) TrainPairs(LanguageModelShape shape, int threads, float dropout, int steps = 60)
    {
        using var model = UntrainedModel.Create(shape.ToConfig(), "config.json", seed: 3);
        var task = new SequencePairTask(model);
        // Other spans are held out.
        var heldOut = Batches(model, Passages(first: 0), seed: 99);
        var batches = heldOut.Step(0, 0).Concat(heldOut.Step(0, 1)).ToList();
        var before = task.Score(batches, threads);
        using var trainer = new Trainer<SequencePairBatch>(task, Options(threads, dropout, steps));
        var taken = trainer.Run(Batches(model, Passages(first: 0)));
        return ([.. taken.Select(step => step.Loss)], before, task.Score(batches, threads));
    }

    private static float[] Values(PretrainedModel model, string path) => Models.FamilyTests.Read(model.Encoder.Parameters[new Parameters.ParameterPath(path)]);

    private static double Deviation(float[] values) => Math.Sqrt(values.Average(value => (double)value * value));
}
