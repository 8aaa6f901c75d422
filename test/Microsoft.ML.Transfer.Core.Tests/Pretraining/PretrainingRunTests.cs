using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Tokenizers;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Pretraining;

[TestClass]
public sealed class PretrainingRunTests
{
    private static readonly MaskedLanguageModelShape Shape = new() { Layers = 1, HiddenSize = 32, Heads = 4, IntermediateSize = 32, MaximumPositions = 32 };

    private static readonly PretrainingOptions Options = new()
    {
        Tokens = 64 * 24,
        TokensPerStep = 64,
        BlockLength = 32,
        Splits = [1, 2],
        WarmupTokens = 64 * 4,
        SentenceObjective = SentenceObjective.Neighbours,
        CheckpointSteps = 5,
        EvaluationSteps = 8,
        EvaluationBlocks = 4,
        Threads = 1,
    };

    [TestMethod]
    public void ATrainingLearnsAndItsModelIsAnOrdinaryCheckpoint()
    {
        using var folder = new TemporaryFolder();
        var corpus = Write(folder);
        using var model = Create(folder, corpus);
        var reported = new List<PretrainingProgress>();
        var summary = model.Train([corpus], [new Corpus(folder.File("held.txt"))], Options with { Tokens = 64 * 150, LearningRate = 5e-3, Progress = reported.Add }, folder.File("work"));
        Assert.AreEqual(150, summary.Steps);
        Assert.HasCount(150, reported);
        Assert.AreEqual(64 * 150, summary.Tokens);
        Assert.IsLessThan(summary.Before!.Loss - 0.5, summary.After!.Loss);
        Assert.AreEqual(summary.After.Loss, summary.Curve[^1].HeldLoss);
        CollectionAssert.AreEqual(Enumerable.Range(1, 18).Select(i => 8 * i).Append(150).ToArray(), summary.Curve.Select(point => point.Step).ToArray());
        Assert.AreEqual(model.Summary, summary);

        foreach (var half in new[] { false, true })
        {
            var saved = folder.File($"saved-{half}");
            model.Save(saved, half);
            using var loaded = MaskedLanguageModelTraining.Load(saved);
            foreach (var (path, tensor) in model.Model.Encoder.Parameters)
            {
                var (before, after) = (Values(tensor), Values(loaded.Model.Encoder.Parameters[path]));
                for (var i = 0; i < before.Length; i++)
                    Assert.AreEqual(half ? (float)(Half)before[i] : before[i], after[i], path.Value);
            }
            CollectionAssert.AreEqual(model.Tokenizer.Encode("the green river").Ids, loaded.Tokenizer.Encode("the green river").Ids);
            using var embedder = TextEmbedder.Load(saved);
            Assert.HasCount(32, embedder.Embed("the green river"));
        }
    }

    [TestMethod]
    public void TheSameBitsComeOutOfAnyThreadsAndInterruptions()
    {
        using var folder = new TemporaryFolder();
        var corpus = Write(folder);
        var whole = Train(folder, corpus, Options, "whole", stopAt: []);
        CollectionAssert.AreEqual(whole, Train(folder, corpus, Options with { Threads = 2 }, "threads", stopAt: []), "two threads");
        CollectionAssert.AreEqual(whole, Train(folder, corpus, Options, "stopped", stopAt: [3, 8, 17]), "stopped three times");
        CollectionAssert.AreNotEqual(whole, Train(folder, corpus, Options with { Seed = 2 }, "seed", stopAt: []), "another seed");
    }

    [TestMethod]
    public void ATrainingCanBeMadeLonger()
    {
        using var folder = new TemporaryFolder();
        var corpus = Write(folder);
        // Up to step 12 the rate does not know of its end, be that step 24 or 40.
        var whole = Train(folder, corpus, Options with { Tokens = 64 * 40, DecayShare = 0.5 }, "whole", stopAt: []);
        Train(folder, corpus, Options with { DecayShare = 0.5 }, "longer", stopAt: [12], onlyUntilStop: true);
        CollectionAssert.AreEqual(whole, Train(folder, corpus, Options with { Tokens = 64 * 40, DecayShare = 0.5 }, "longer", stopAt: []));
    }

    [TestMethod]
    public void AnotherTrainingInTheFolderIsRefused()
    {
        using var folder = new TemporaryFolder();
        var corpus = Write(folder);
        Train(folder, corpus, Options, "work", stopAt: [3], onlyUntilStop: true);
        foreach (var other in new[] { Options with { Seed = 9 }, Options with { LearningRate = 1e-4 }, Options with { Masking = new MaskingOptions { Rate = 0.3 } }, Options with { Splits = [2] } })
        {
            using var model = Create(folder, corpus);
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => model.Train([corpus], [], other, folder.File("work"))).Message, "another seed", StringComparison.Ordinal);
        }
    }

    [TestMethod]
    public void OptionsOutOfTheirRangeAreNamed()
    {
        using var folder = new TemporaryFolder();
        var corpus = Write(folder);
        using var model = Create(folder, corpus);
        foreach (var (wrong, name) in new[]
        {
            (Options with { Tokens = 1 }, "Tokens"), (Options with { BlockLength = 64 }, "BlockLength"), (Options with { Splits = [] }, "Splits"), (Options with { Splits = [8] }, "Splits"),
            (Options with { DecayShare = 1.5 }, "DecayShare"), (Options with { AveragingDecay = 1 }, "AveragingDecay"), (Options with { SentenceScale = 0 }, "SentenceScale"),
        })
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Train([corpus], [], wrong, folder.File("w"))).Message, name, StringComparison.Ordinal);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => model.Train([corpus with { Weight = 0 }], [], Options, folder.File("w"))).Message, "weight", StringComparison.Ordinal);
        Assert.ThrowsExactly<InvalidDataException>(() => MaskedLanguageModelTraining.Create([corpus], Shape with { Heads = 3 }, Vocabulary, 1, folder.File("w")));
        using var bare = new TinyModel();
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => MaskedLanguageModelTraining.Load(bare.Folder)).Message, "no head for masked tokens", StringComparison.Ordinal);
    }

    /// <summary>The loss from the vectors and scores of the model itself, in double precision.</summary>
    [TestMethod]
    public void TheLossIsThatOfMaskedTokensAndOfPairs()
    {
        using var folder = new TemporaryFolder();
        var corpus = Write(folder);
        using var model = Create(folder, corpus);
        string[] texts = ["the green river", "a cold wind from the hills", "the old house", "rain on the roof"];
        var (builder, targets) = (new TokenBatchBuilder(), new List<int>());
        foreach (var ids in texts.Select(text => model.Tokenizer.Encode(text).Ids))
        {
            builder.Add(ids);
            targets.AddRange(ids.Select((id, i) => i == 1 ? id : CrossEntropy.Ignored));
        }
        var batch = new PretrainingBatch(builder.Build(), [.. targets], [(0, 1), (2, 3)]);
        const float weight = 0.3f, scale = 7f;

        using var states = model.Model.Encoder.Forward(batch.Tokens, new HashSet<int> { 1 });
        var scores = model.Model.Heads[0].Forward(states);
        var logits = Rows(scores);
        var expected = targets.Select((target, row) => target == CrossEntropy.Ignored ? double.NaN : MinusLogSoftmax(logits[row], target)).Where(double.IsFinite).Average();
        var vectors = Rows(states.Pool(1, Pooling.Mean));
        var pairs = 0.0;
        int[] partners = [1, 0, 3, 2];
        for (var i = 0; i < 4; i++)
        {
            int[] others = [.. Enumerable.Range(0, 4).Where(j => j != i)];
            pairs += MinusLogSoftmax([.. others.Select(j => scale * Cosine(vectors[i], vectors[j]))], Array.IndexOf(others, partners[i])) / 4;
        }

        using var arena = CpuBackend.Instance.CreateArena();
        var loss = new MaskedLanguageTask(model.Model, weight, scale).Loss(new Computation(CpuBackend.Instance, arena), batch);
        Assert.AreEqual(expected + weight * pairs, Values(loss)[0], 1e-4);
        var masked = new MaskedLanguageTask(model.Model, 0, scale).Loss(new Computation(CpuBackend.Instance, arena), batch);
        Assert.AreEqual(expected, Values(masked)[0], 1e-4);
    }

    [TestMethod]
    public void TheLossDoesNotDependOnWhatMemoryHeldBefore()
    {
        using var folder = new TemporaryFolder();
        using var model = Create(folder, Write(folder));
        var task = new MaskedLanguageTask(model.Model, sentenceWeight: 1, sentenceScale: 20);
        using var trainer = new Trainer<PretrainingBatch>(task, new TrainerOptions { Schedule = new LearningRateSchedule(1e-12), Dropout = 0, Threads = 1 });
        for (var pairs = 23; pairs > 1; pairs -= 3)
        {
            // A step computes where gradients of the step before stood; a measurement does not.
            var batch = Batch(pairs);
            var expected = trainer.Evaluate(batch);
            Assert.AreEqual(expected, trainer.Step([batch], steps: 100).Loss, 1e-6, $"{pairs} pairs");
        }

        PretrainingBatch Batch(int pairs)
        {
            string[] texts = ["the green river", "a cold wind from the hills", "the old house", "rain on the roof"];
            var (builder, targets) = (new TokenBatchBuilder(), new List<int>());
            for (var i = 0; i < 2 * pairs; i++)
            {
                var ids = model.Tokenizer.Encode(texts[i % texts.Length]).Ids;
                builder.Add(ids);
                targets.AddRange(ids.Select((id, place) => place == 1 ? id : CrossEntropy.Ignored));
            }
            return new PretrainingBatch(builder.Build(), [.. targets], [.. Enumerable.Range(0, pairs).Select(pair => (2 * pair, 2 * pair + 1))]);
        }
    }

    [TestMethod]
    public void AnAverageFollowsTheWeightsAndCanBeLent()
    {
        using var arena = CpuBackend.Instance.CreateArena();
        var tensor = arena.Upload([1f, 2f], new Shape(2));
        var average = new WeightAverage(new Dictionary<ParameterPath, Tensor> { [new ParameterPath("w")] = tensor });
        tensor.CopyFrom([3f, 6f]);
        average.Update(0.75f);
        CollectionAssert.AreEqual(new[] { 1.5f, 3f }, average.Borrow(() => Values(tensor)));
        CollectionAssert.AreEqual(new[] { 3f, 6f }, Values(tensor), "given back");
        average.Keep();
        CollectionAssert.AreEqual(new[] { 1.5f, 3f }, Values(tensor));
        Assert.ThrowsExactly<InvalidDataException>(() => average.Restore(new Dictionary<ParameterPath, float[]>()));
    }

    private static VocabularyTrainingOptions Vocabulary => new() { VocabularySize = 120 };

    private static MaskedLanguageModelTraining Create(TemporaryFolder folder, Corpus corpus) => MaskedLanguageModelTraining.Create([corpus], Shape, Vocabulary, 1, folder.File("start"));

    /// <summary>Sentences of a small grammar, so that there is something to learn.</summary>
    private static Corpus Write(TemporaryFolder folder)
    {
        var random = new Random(5);
        string[] adjectives = ["green", "old", "cold", "quiet"], nouns = ["river", "house", "wind", "garden"], places = ["in the hills", "near the sea", "under the roof"];
        foreach (var (name, count) in new[] { ("corpus.txt", 300), ("held.txt", 40) })
            folder.Write(name, string.Join('\n', Enumerable.Range(0, count).Select(_ => $"the {adjectives[random.Next(4)]} {nouns[random.Next(4)]} was {places[random.Next(3)]} ; a {nouns[random.Next(4)]} was {places[random.Next(3)]} too .")));
        return new Corpus(folder.File("corpus.txt"));
    }

    /// <summary>Trains, breaking off after some steps and beginning anew from what was written down.</summary>
    private static float[] Train(TemporaryFolder folder, Corpus corpus, PretrainingOptions options, string work, int[] stopAt, bool onlyUntilStop = false)
    {
        foreach (var stop in stopAt)
        {
            using var source = new CancellationTokenSource();
            using var interrupted = Create(folder, corpus);
            Assert.ThrowsExactly<OperationCanceledException>(() => interrupted.Train(
                [corpus], [], options with
                {
                    Progress = progress =>
                    {
                        if (progress.Step == stop)
                            source.Cancel();
                    },
                }, folder.File(work), source.Token));
        }
        if (onlyUntilStop)
            return [];
        using var model = Create(folder, corpus);
        model.Train([corpus], [], options, folder.File(work));
        return [.. model.Model.Encoder.Parameters.Values.SelectMany(Values)];
    }

    private static float[] Values(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }

    private static double[][] Rows(Tensor tensor) => [.. Values(tensor).Chunk(tensor.Shape.Columns).Select(row => row.Select(value => (double)value).ToArray())];

    private static double MinusLogSoftmax(double[] scores, int index) => Math.Log(scores.Sum(Math.Exp)) - scores[index];

    private static double Cosine(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));
}
