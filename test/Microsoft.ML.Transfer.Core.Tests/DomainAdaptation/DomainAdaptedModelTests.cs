using Microsoft.ML.Transfer.DomainAdaptation;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.DomainAdaptation;

[TestClass]
public sealed class DomainAdaptedModelTests
{
    private static readonly DomainAdaptationOptions Options = new() { Passes = 4, LearningRate = 3e-3, TokensPerStep = 128, Dropout = 0, HeldOutShare = 0.2, CheckpointSteps = 4, Threads = 1 };
    private static readonly string[] Texts = Domain.Texts(80);

    private static Domain _domain = null!;
    private static TemporaryFolder _folder = null!;

    [ClassInitialize]
    public static void Pretrain(TestContext context) => (_domain, _folder) = (new Domain(), new TemporaryFolder());

    [ClassCleanup]
    public static void DeleteModel()
    {
        _domain.Dispose();
        _folder.Dispose();
    }

    [TestMethod]
    public void WhatItGainsInTheDomainItForgetsOutsideAndLessSoWithGeneralTexts()
    {
        using var alone = Adapt(Options, general: Domain.General(40, seed: 9));
        var report = alone.Report;
        Assert.IsFalse(report.HasNewHead);
        Assert.IsLessThan(report.DomainBefore!.LossPerWord - 1, report.DomainAfter!.LossPerWord);
        Assert.IsGreaterThan(report.DomainBefore.Accuracy, report.DomainAfter.Accuracy);
        Assert.AreEqual(report.DomainBefore.Words, report.DomainAfter.Words);
        Assert.IsGreaterThan(report.GeneralBefore!.LossPerWord, report.GeneralAfter!.LossPerWord, "forgotten");
        CollectionAssert.AreEqual(new[] { "embeddings", "layer 1", "layer 2", "head MaskedLanguageModel" }, report.Movement.Parts.Select(part => part.Part).ToArray());
        Assert.IsTrue(report.Movement.Parts.All(part => part.RelativeDistance > 0));
        Assert.AreEqual((80, 0), (report.Texts + File.ReadLines(Path.Combine(_folder.File("alone"), "domain-held-out.txt")).Count(), report.GeneralTexts));

        using var mixed = Adapt(Options with { ReplayShare = 0.5 }, general: Domain.General(200, seed: 9));
        Assert.IsGreaterThan(100, mixed.Report.GeneralTexts);
        Assert.IsLessThan(report.GeneralAfter.LossPerWord, mixed.Report.GeneralAfter!.LossPerWord);
        Assert.IsLessThan(mixed.Report.DomainBefore!.LossPerWord - 1, mixed.Report.DomainAfter!.LossPerWord);
        Assert.AreEqual(2.0, (double)mixed.Report.Training.Tokens / report.Training.Tokens, 0.1, "the domain is read as often");

        DomainAdaptedModel Adapt(DomainAdaptationOptions options, string[] general) =>
            DomainAdaptedModel.Adapt(_domain.Model, Texts, options, general, options.ReplayShare > 0 ? null : _folder.File("alone"));
    }

    [TestMethod]
    public void TheVocabularyGrowsAndWordsAreReadWhole()
    {
        using var model = Adapt(Options with { NewWords = 4 });
        var report = model.Report;
        Assert.HasCount(4, report.NewWords);
        Assert.AreEqual(4, report.NewTokens);
        foreach (var word in report.NewWords)
            Assert.HasCount(1, model.Tokenizer.Encode(word, addSpecialTokens: false).Ids, word);
        Assert.IsLessThan(report.DomainBefore!.TokensPerWord, report.DomainAfter!.TokensPerWord);
        Assert.IsLessThan(report.DomainBefore.LossPerCharacter, report.DomainAfter.LossPerCharacter);
        Assert.AreEqual(report.DomainBefore.Words, report.DomainAfter.Words);
        StringAssert.Contains(report.ToString(), $"4 words (4 tokens): {report.NewWords[0]}", StringComparison.Ordinal);
        StringAssert.Contains(report.ToMarkdown(), "| embeddings |", StringComparison.Ordinal);
    }

    [TestMethod]
    public void TheFolderIsAModelForEverythingElse()
    {
        using var model = Adapt(Options with { NewWords = 3, Passes = 1 });
        var saved = _folder.File("saved");
        model.Save(saved);
        using var loaded = MaskedLanguageModelTraining.Load(saved);
        AssertSameBits(model.Model, loaded.Model);
        CollectionAssert.AreEqual(model.Tokenizer.Encode(Texts[0]).Ids, loaded.Tokenizer.Encode(Texts[0]).Ids);
        StringAssert.Contains(File.ReadAllText(Path.Combine(saved, "README.md")), "base_model: model", StringComparison.Ordinal);

        using var embedder = model.ToEmbedder(new EmbeddingOptions { Layers = Layers.At(1), Normalize = true });
        using var same = TextEmbedder.Load(saved, new EmbeddingOptions { Layers = Layers.At(1), Normalize = true });
        CollectionAssert.AreEqual(same.Embed(Texts[1]), embedder.Embed(Texts[1]));
        Assert.AreEqual("model-adapted", embedder.ModelName);
        // An embedder hands its encoder on too, and an adapted model is adapted again.
        embedder.SaveEncoder(_folder.File("encoder"));
        using var encoder = TextEmbedder.Load(_folder.File("encoder"), new EmbeddingOptions { Layers = Layers.At(1), Normalize = true });
        CollectionAssert.AreEqual(same.Embed(Texts[1]), encoder.Embed(Texts[1]));
        using var again = DomainAdaptedModel.Adapt(saved, Texts, Options with { Passes = 1 });
        Assert.IsFalse(again.Report.HasNewHead);
        using var headless = DomainAdaptedModel.Adapt(_folder.File("encoder"), Texts, Options with { Passes = 1 });
        Assert.IsTrue(headless.Report.HasNewHead);
    }

    [TestMethod]
    public void TheSameBitsComeOutOfAnyThreadsAndInterruptions()
    {
        var options = Options with { NewWords = 2, Dropout = 0.1f };
        using var whole = Adapt(options);
        using var threads = Adapt(options with { Threads = 2 });
        AssertSameBits(whole.Model, threads.Model);
        foreach (var stop in new[] { 3, 9 })
        {
            using var source = new CancellationTokenSource();
            var interrupted = options with
            {
                Progress = progress =>
                {
                    if (progress.Step == stop)
                        source.Cancel();
                },
            };
            Assert.ThrowsExactly<OperationCanceledException>(() => DomainAdaptedModel.Adapt(_domain.Model, Texts, interrupted, workFolder: _folder.File("work"), cancellation: source.Token));
        }
        var first = int.MaxValue;
        using var resumed = DomainAdaptedModel.Adapt(_domain.Model, Texts, options with { Progress = progress => first = Math.Min(first, progress.Step) }, workFolder: _folder.File("work"));
        Assert.AreEqual(10, first);
        AssertSameBits(whole.Model, resumed.Model);
        Assert.AreEqual(whole.Report.DomainAfter, resumed.Report.DomainAfter);

        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => DomainAdaptedModel.Adapt(_domain.Model, Domain.Texts(90, seed: 3), options, workFolder: _folder.File("work"))).Message, "other texts", StringComparison.Ordinal);
    }

    [TestMethod]
    public void ANewHeadIsSaidToBeNewAndThePoolerStaysAsItIs()
    {
        using var files = new TinyModel();
        using var model = DomainAdaptedModel.Adapt(files.Folder, Texts, Options with { Passes = 1 });
        Assert.IsTrue(model.Report.HasNewHead);
        StringAssert.Contains(model.Report.ToString(), "no head for masked tokens", StringComparison.Ordinal);
        Assert.IsLessThan(model.Report.DomainBefore!.LossPerWord, model.Report.DomainAfter!.LossPerWord);
        using var shipped = DomainAdaptedModel.Adapt(ShippedModels.UntrainedMiniEnglish, Texts[..8], Options with { Passes = 0.1 });
        Assert.AreEqual(0, shipped.Report.Movement.Parts.Single(part => part.Part is "pooler").Distance);
        Assert.AreEqual(ShippedModels.UntrainedMiniEnglish, shipped.ToEmbedder() is var embedder ? embedder.ModelName[..^"-adapted".Length] : "");
        StringAssert.StartsWith(embedder.Notice, "Before it was adapted: ", StringComparison.Ordinal);
        embedder.Dispose();
    }

    [TestMethod]
    public void NothingIsMeasuredWhereNothingIsKeptOut()
    {
        using var model = Adapt(Options with { HeldOutShare = 0, Passes = 0.5 });
        Assert.IsNull(model.Report.DomainBefore);
        Assert.IsNull(model.Report.DomainAfter);
        Assert.AreEqual(80, model.Report.Texts);
        Assert.DoesNotContain("before", model.Report.ToString());
    }

    [TestMethod]
    public void WhatCannotBeDoneIsRefused()
    {
        Refused<ArgumentException>(() => Adapt(Options with { ReplayShare = 0.5 }), "none are given");
        Refused<InvalidDataException>(() => DomainAdaptedModel.Adapt(_domain.Model, ["", " "], Options), "all are empty");
        Refused<InvalidDataException>(() => DomainAdaptedModel.Adapt(_domain.Model, ["too short"], Options), "too little text");
        Refused<DirectoryNotFoundException>(() => DomainAdaptedModel.Adapt("no such model", Texts, Options), "no such model");
        using var folder = new TemporaryFolder();
        folder.Write("config.json", """{"model_type": "gpt2", "vocab_size": 10, "n_embd": 8, "n_layer": 1, "n_head": 2, "n_positions": 16}""");
        Refused<NotSupportedException>(() => DomainAdaptedModel.Adapt(folder.Path, Texts, Options), "do not predict masked tokens");
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => DomainAdaptedModel.Adapt(_domain.Model, Texts, Options, cancellation: cancelled.Token));

        static void Refused<T>(Func<DomainAdaptedModel> work, string part)
            where T : Exception => StringAssert.Contains(Assert.Throws<T>(() => work().Dispose()).Message, part, StringComparison.Ordinal);
    }

    [TestMethod]
    public void OptionsOutOfTheirRangeAreNamed()
    {
        foreach (var (make, name) in new (Action, string)[]
        {
            (() => _ = new DomainAdaptationOptions { Passes = 0 }, "Passes"), (() => _ = new DomainAdaptationOptions { LearningRate = 0 }, "LearningRate"), (() => _ = new DomainAdaptationOptions { WarmupShare = 2 }, "WarmupShare"),
            (() => _ = new DomainAdaptationOptions { Dropout = 1 }, "Dropout"), (() => _ = new DomainAdaptationOptions { WeightDecay = -1 }, "WeightDecay"), (() => _ = new DomainAdaptationOptions { TokensPerStep = 0 }, "TokensPerStep"),
            (() => _ = new DomainAdaptationOptions { BlockLength = 8 }, "BlockLength"), (() => _ = new DomainAdaptationOptions { NewWords = -1 }, "NewWords"), (() => _ = new DomainAdaptationOptions { MinimumWordCount = 0 }, "MinimumWordCount"),
            (() => _ = new DomainAdaptationOptions { ReplayShare = 1 }, "ReplayShare"), (() => _ = new DomainAdaptationOptions { HeldOutShare = 1 }, "HeldOutShare"), (() => _ = new DomainAdaptationOptions { MeasuredTexts = 0 }, "MeasuredTexts"),
            (() => _ = new DomainAdaptationOptions { CheckpointSteps = 0 }, "CheckpointSteps"), (() => _ = new DomainAdaptationOptions { Threads = 0 }, "Threads"),
        })
            Assert.AreEqual(name, Assert.ThrowsExactly<ArgumentOutOfRangeException>(make).ParamName);
    }

    [TestMethod]
    public void ATrainingFollowsFromHowMuchTextThereIs()
    {
        var plan = DomainPlan.Make(new DomainAdaptationOptions { Passes = 3, ReplayShare = 0.25 }, hiddenSize: 384, maximumPositions: 512, domainTokens: 1_000_000, generalTokens: 4_000_000);
        Assert.AreEqual(4_000_000, plan.Options.Tokens);
        Assert.AreEqual((2048, 256), (plan.Options.TokensPerStep, plan.Options.BlockLength));
        Assert.AreEqual(1.0 / 12, plan.GeneralWeight, 1e-12);
        Assert.AreEqual(2e-4, plan.Options.LearningRate, 1e-12);
        Assert.AreEqual(240_000, plan.Options.WarmupTokens);

        var small = DomainPlan.Make(new DomainAdaptationOptions(), hiddenSize: 256, maximumPositions: 128, domainTokens: 1000, generalTokens: 0).Options;
        Assert.AreEqual((128, 128), (small.BlockLength, small.TokensPerStep));
        CollectionAssert.AreEqual(new[] { 1, 2, 4, 4, 8 }, small.Splits.ToArray());
        var tiny = DomainPlan.Make(new DomainAdaptationOptions(), hiddenSize: 256, maximumPositions: 128, domainTokens: 70, generalTokens: 0).Options;
        Assert.AreEqual(35, tiny.BlockLength);
        CollectionAssert.AreEqual(new[] { 1, 2 }, tiny.Splits.ToArray());
    }

    private static DomainAdaptedModel Adapt(DomainAdaptationOptions options) => DomainAdaptedModel.Adapt(_domain.Model, Texts, options);

    private static void AssertSameBits(PretrainedModel expected, PretrainedModel actual)
    {
        foreach (var (path, tensor) in expected.Encoder.Parameters)
            CollectionAssert.AreEqual(Values(tensor), Values(actual.Encoder.Parameters[path]), path.Value);
    }

    private static float[] Values(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}
