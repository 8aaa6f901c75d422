using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Tokenizers;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Pretraining;

/// <summary>From texts to a folder with a trained language model.</summary>
[TestClass]
public sealed class LanguageModelUseTests
{
    private static readonly string[] Texts = [.. Enumerable.Range(0, 12).Select(i => string.Join(' ', Enumerable.Range(0, 14).Select(j => (i + j) % 3 == 0 ? "hello" : "lo")))];

    [TestMethod]
    [DataRow(LanguageModelKind.Gpt2)]
    [DataRow(LanguageModelKind.Llama)]
    [DataRow(LanguageModelKind.T5)]
    [DataRow(LanguageModelKind.Bart)]
    public void AModelIsTrainedFromTheStartAndSaved(object kind)
    {
        using var folder = new TemporaryFolder();
        var tokenizer = SentinelTokenizer.Create(3);
        var shape = LanguageModelShape.For((LanguageModelKind)kind, tokenizer) with { HiddenSize = 32, Layers = 1, IntermediateSize = 64, MaximumLength = 64 };
        Assert.AreEqual((tokenizer.IdLimit, SentinelTokenizer.End), (shape.VocabularySize, shape.EndId));
        folder.Write("config.json", shape.ToConfig());
        using var model = PretrainedModel.LoadUntrained(folder.Path, seed: 1);
        var steps = new List<TrainingStep>();
        var training = new LanguageModelTraining(model, tokenizer, new LanguageModelOptions
        {
            MaximumLength = 64,
            BatchSize = 4,
            Progress = steps.Add,
            Training = new TrainerOptions { Schedule = new LearningRateSchedule(1e-2), Epochs = 10, Dropout = 0, Threads = 1 },
        });
        var before = training.Score(Texts[..3]);
        CollectionAssert.AreEqual(training.Train(Texts[3..]).ToArray(), steps);
        Assert.HasCount(30, steps);
        var after = training.Score(Texts[..3]);
        Assert.IsLessThan(0.6 * before.Loss, after.Loss, $"{before} to {after}");
        Assert.AreEqual(before.Tokens, after.Tokens);

        model.Save(folder.Path);
        using var read = PretrainedModel.Load(folder.Path);
        Assert.AreEqual(after, new LanguageModelTraining(read, tokenizer, new LanguageModelOptions { MaximumLength = 64, BatchSize = 4 }).Score(Texts[..3]));
    }

    [TestMethod]
    public void LongTextsAreSplitWhereThereAreNoMoreSentinels()
    {
        using var folder = new TemporaryFolder();
        var tokenizer = SentinelTokenizer.Create(1);
        folder.Write("config.json", (LanguageModelShape.For(LanguageModelKind.T5, tokenizer) with { HiddenSize = 8, Layers = 1, IntermediateSize = 8 }).ToConfig());
        using var model = PretrainedModel.LoadUntrained(folder.Path, seed: 1);
        var training = new LanguageModelTraining(model, tokenizer, new LanguageModelOptions { MaximumLength = 200, Training = new TrainerOptions { Epochs = 1 } });
        var text = string.Join(' ', Enumerable.Repeat("hello", 50));
        // 100 tokens; one span for up to 30 of them: 4 are hidden of each 30, 2 of the last 10, and 1 of the 2 of the other text, each with a sentinel and an end.
        var score = training.Score([text, "", "lo"]);
        Assert.AreEqual(3 * (4 + 2) + (2 + 2) + (1 + 2), score.Tokens);
        Assert.HasCount(1, training.Train([text]));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => training.Train([""])).Message, "no examples");
    }

    [TestMethod]
    public void WhatDoesNotFitIsNamed()
    {
        using var files = new TinyModel();
        using var masked = PretrainedModel.Load(files.Folder);
        var tokenizer = SentinelTokenizer.Create(3);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new LanguageModelTraining(masked, tokenizer, new LanguageModelOptions { MaximumLength = 16 })).Message, "GPT2LMHeadModel");
        using var t5 = UntrainedModel.Create(new LanguageModelShape(LanguageModelKind.T5, 40) { HiddenSize = 8, Layers = 1, IntermediateSize = 8 }.ToConfig(), "config.json", seed: 1);
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => new LanguageModelTraining(t5, SmallTokenizers.WordPiece())).Message, "no sentinels");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => new LanguageModelTraining(t5, SentinelTokenizer.Create(50))).Message, "the 40 ids");
        using var bart = UntrainedModel.Create(new LanguageModelShape(LanguageModelKind.Bart, 40) { HiddenSize = 8, Layers = 1, IntermediateSize = 8, MaximumLength = 20 }.ToConfig(), "config.json", seed: 1);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new LanguageModelTraining(bart, tokenizer)).Message, "the 20 positions");
        Assert.AreEqual("BatchSize", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new LanguageModelTraining(t5, tokenizer, new LanguageModelOptions { BatchSize = 0 })).ParamName);
        Assert.ThrowsExactly<FileNotFoundException>(() =>
        {
            using var empty = new TemporaryFolder();
            using var none = PretrainedModel.LoadUntrained(empty.Path, seed: 1);
        });
    }
}
