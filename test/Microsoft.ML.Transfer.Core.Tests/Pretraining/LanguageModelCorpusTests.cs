using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Core.Tests.Pretraining;

/// <summary>Models that write, trained on corpora as encoders are.</summary>
[TestClass]
public sealed class LanguageModelCorpusTests
{
    private static readonly PretrainingOptions Options = new()
    {
        Tokens = 64 * 30,
        TokensPerStep = 64,
        BlockLength = 32,
        Splits = [1, 2],
        WarmupTokens = 64 * 4,
        LearningRate = 5e-3,
        CheckpointSteps = 5,
        EvaluationSteps = 8,
        EvaluationBlocks = 4,
        Threads = 1,
    };

    [TestMethod]
    [DataRow(LanguageModelKind.Gpt2)]
    [DataRow(LanguageModelKind.Llama)]
    [DataRow(LanguageModelKind.T5)]
    [DataRow(LanguageModelKind.Bart)]
    public void TheSameBitsComeOutOfAnyThreadsAndInterruptionsAndAreReadBack(object kind)
    {
        using var texts = new Texts((LanguageModelKind)kind);
        var (whole, summary) = texts.Train(Options, "whole", stopAt: []);
        Assert.AreEqual(30, summary.Steps);
        Assert.IsLessThan(summary.Before!.Loss - 0.3, summary.After!.Loss);
        Assert.AreEqual(summary.After.Loss, summary.Curve[^1].HeldLoss);
        Assert.IsGreaterThan(1e6, summary.Operations);
        CollectionAssert.AreEqual(whole, texts.Train(Options with { Threads = 2 }, "threads", stopAt: []).Weights, "two threads");
        CollectionAssert.AreEqual(whole, texts.Train(Options, "stopped", stopAt: [3, 8, 17]).Weights, "stopped three times");

        using var saved = PretrainedModel.Load(texts.Folder.File("whole/model"));
        CollectionAssert.AreEqual(whole, Texts.Weights(saved));
        Assert.AreEqual(texts.Tokenizer.IdLimit, PretrainedTokenizer.Load(texts.Folder.File("whole/model")).IdLimit);
    }

    [TestMethod]
    public void AnotherTrainingInTheFolderIsRefused()
    {
        using var texts = new Texts(LanguageModelKind.T5);
        texts.Train(Options, "work", stopAt: [3], onlyUntilStop: true);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => texts.Train(Options, "work", stopAt: [], spans: new SpanCorruptionOptions { NoiseDensity = 0.3 })).Message, "other options", StringComparison.Ordinal);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => texts.Train(Options with { Seed = 9 }, "work", stopAt: [])).Message, "another seed", StringComparison.Ordinal);
    }

    [TestMethod]
    public void ABlockThatIsTooLongIsNamed()
    {
        using var causal = new Texts(LanguageModelKind.Gpt2);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => causal.Train(Options with { BlockLength = 65 }, "w", stopAt: [])).Message, "64 positions of the model", StringComparison.Ordinal);
        // Spans of one token each need a sentinel for each: there are eight.
        using var spans = new Texts(LanguageModelKind.T5);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => spans.Train(Options, "w", stopAt: [], spans: new SpanCorruptionOptions { NoiseDensity = 0.5, MeanSpanLength = 1 })).Message, "BlockLength", StringComparison.Ordinal);
    }

    /// <summary>Sentences of a small grammar, a tokenizer of theirs, and a model of a family.</summary>
    private sealed class Texts : IDisposable
    {
        private readonly LanguageModelShape _shape;

        public Texts(LanguageModelKind kind)
        {
            var random = new Random(5);
            string[] adjectives = ["green", "old", "cold", "quiet"], nouns = ["river", "house", "wind", "garden"], places = ["in the hills", "near the sea", "under the roof"];
            foreach (var (name, count) in new[] { ("corpus.txt", 300), ("held.txt", 40) })
                Folder.Write(name, string.Join('\n', Enumerable.Range(0, count).Select(_ => $"the {adjectives[random.Next(4)]} {nouns[random.Next(4)]} was {places[random.Next(3)]} .")));
            Tokenizer = VocabularyTrainer.Train(
                File.ReadLines(Folder.File("corpus.txt")), new VocabularyTrainingOptions { VocabularySize = 120, AdditionalSpecialTokens = [.. Enumerable.Range(0, 8).Select(i => FormattableString.Invariant($"<extra_id_{i}>"))] });
            _shape = LanguageModelShape.For(kind, Tokenizer) with { HiddenSize = 32, Layers = 1, IntermediateSize = 64, MaximumLength = 64 };
        }

        public TemporaryFolder Folder { get; } = new();

        public PretrainedTokenizer Tokenizer { get; }

        /// <summary>Trains, breaking off after some steps and beginning anew from what was written down, and saves.</summary>
        public (float[] Weights, PretrainingSummary Summary) Train(PretrainingOptions options, string work, int[] stopAt, bool onlyUntilStop = false, SpanCorruptionOptions? spans = null)
        {
            foreach (var stop in stopAt)
            {
                using var source = new CancellationTokenSource();
                using var interrupted = Create();
                Assert.ThrowsExactly<OperationCanceledException>(() => Train(
                    interrupted, spans, options with
                    {
                        Progress = progress =>
                        {
                            if (progress.Step == stop)
                                source.Cancel();
                        },
                    }, work, source.Token));
            }
            if (onlyUntilStop)
                return ([], new PretrainingSummary([], 0, 0, 0, default));
            using var model = Create();
            var summary = Train(model, spans, options, work, default);
            return (Weights(model), summary);
        }

        public static float[] Weights(PretrainedModel model) => [.. model.Encoder.Parameters.Values.SelectMany(Models.FamilyTests.Read)];

        public void Dispose() => Folder.Dispose();

        private PretrainedModel Create() => UntrainedModel.Create(_shape.ToConfig(), "config.json", seed: 3);

        private PretrainingSummary Train(PretrainedModel model, SpanCorruptionOptions? spans, PretrainingOptions options, string work, CancellationToken cancellation)
        {
            var training = new LanguageModelTraining(model, Tokenizer, new LanguageModelOptions { MaximumLength = 64, Spans = spans ?? new() });
            var summary = training.Train([new Corpus(Folder.File("corpus.txt"))], [new Corpus(Folder.File("held.txt"))], options, Folder.File(work), cancellation);
            training.Save(Folder.File(work + "/model"));
            return summary;
        }
    }
}
