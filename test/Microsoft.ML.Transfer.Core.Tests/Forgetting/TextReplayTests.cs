using Microsoft.ML.Transfer.Forgetting;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Forgetting;

[TestClass]
public sealed class TextReplayTests
{
    private static readonly string[] Texts = ["the cat sat on the mat.", "a dog ran very fast and it was good!", "it was not bad", "the dog sat on a cat", "a cat ran and ran"];

    private static readonly ClassifiedText[] Examples = [.. Enumerable.Range(0, 48).Select(i => new ClassifiedText(i % 2 == 0 ? $"good {(char)('a' + i / 2)}" : $"bad {(char)('a' + i / 2)}", Pair: null, i % 2))];

    private static readonly FineTuningOptions Options = new()
    {
        LearningRate = 1e-2,
        Epochs = 20,
        BatchSize = 8,
        Dropout = 0,
        ReportsForgetting = true,
        ForgettingTexts = Texts,
        Replay = new TextReplay(Texts) { Every = 2 },
    };

    [TestMethod]
    public void What_is_rehearsed_is_not_forgotten_and_the_task_is_learned()
    {
        using var model = new TinyMaskedModel();
        using var rehearsed = TextClassifier.Train(model.Folder, Examples, 2, seed: 1, Options);
        using var alone = TextClassifier.Train(model.Folder, Examples, 2, seed: 1, Options with { Replay = null });
        var (with, without) = (rehearsed.Summary!.Forgetting!, alone.Summary!.Forgetting!);
        Assert.AreEqual(without.Before, with.Before);
        Assert.IsLessThan(without.After!.Loss, with.After!.Loss);
        // The weights of this model are random: by rehearsal it learns what it did not know.
        Assert.IsLessThan(with.Before!.Loss - 0.5, with.After.Loss);
        var probabilities = rehearsed.Predict([.. Examples.Select(example => (example.Text, example.Pair))]);
        Assert.IsGreaterThan(0.9, Examples.Index().Average(example => probabilities[2 * example.Index + example.Item.Class] > 0.5f ? 1.0 : 0.0));
        StringAssert.Contains(rehearsed.ModelCard, "| Rehearsed | masked tokens of 5 texts in one of 2 steps, with weight 1 |", StringComparison.Ordinal);
        StringAssert.Contains(rehearsed.ModelCard, "Masked tokens after:", StringComparison.Ordinal);
    }

    [TestMethod]
    public void The_head_for_masked_tokens_is_no_part_of_what_is_saved()
    {
        using var model = new TinyMaskedModel();
        var options = Options with { Epochs = 1 };
        using var classifier = TextClassifier.Train(model.Folder, Examples, 2, seed: 1, options);
        AssertNoHead(classifier.ToArchive(["good", "bad"]));
        using var restored = TextClassifier.FromArchive(classifier.ToArchive(["good", "bad"]), "archive");
        CollectionAssert.AreEqual(classifier.Predict([("the cat", null)]), restored.Predict([("the cat", null)]));

        using var tasks = MultiTaskTraining.Train(model.Folder, [new ClassificationTask("one", Examples, 2), new ClassificationTask("two", Examples, 2)], seed: 1, new MultiTaskOptions(options));
        AssertNoHead(tasks.ToArchive());
        using var again = MultiTaskModel.FromArchive(tasks.ToArchive(), "archive");
        CollectionAssert.AreEqual(tasks.Classifiers["two"].Predict([("the cat", null)]), again.Classifiers["two"].Predict([("the cat", null)]));
    }

    [TestMethod]
    public void Words_answers_and_embeddings_rehearse_too()
    {
        using var model = new TinyMaskedModel();
        var (plain, replay) = (Options with { Epochs = 3, Replay = null }, Options with { Epochs = 3, Replay = new TextReplay(Texts) { Every = 1 } });
        AssertMoved(options =>
        {
            using var tokens = TokenClassifier.Train(model.Folder, [new TaggedWords(["the", "cat"], [0, 1]), new TaggedWords(["a", "dog"], [0, 1])], ["O", "ANIMAL"], seed: 1, options);
            return tokens.Predict([["the", "cat"]])[0].Probabilities.ToArray();
        });
        AssertMoved(options =>
        {
            using var embedder = SentenceEncoderTrainer.Train(model.Folder, [new SentencePair("the cat", "a cat"), new SentencePair("a dog", "the dog") { Score = 0 }], seed: 1, options);
            return embedder.Embed("the cat sat");
        });

        void AssertMoved(Func<FineTuningOptions, float[]> train) => CollectionAssert.AreNotEqual(train(plain), train(replay));
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_bits_on_1_and_2_threads_and_after_an_interruption()
    {
        using var model = new TinyMaskedModel();
        using var folder = new TemporaryFolder();
        var options = Options with { Epochs = 2, Dropout = 0.1f, ReportsForgetting = false, ValidationShare = 0.2 };
        var expected = Train(options with { Threads = 1 });
        CollectionAssert.AreEqual(expected, Train(options with { Threads = 2 }));

        using var cancellation = new CancellationTokenSource();
        var steps = 0;
        var checkpointed = options with { CheckpointFolder = folder.File("checkpoints") };
        Assert.Throws<OperationCanceledException>(() => TextClassifier.Train(
            model.Folder, Examples, 2, seed: 1, checkpointed with { Progress = _ => { if (++steps == 3) cancellation.Cancel(); } }, cancellationToken: cancellation.Token));
        var others = checkpointed with { Replay = new TextReplay([.. Texts, "more"]) { Every = 2 } };
        Assert.ThrowsExactly<InvalidDataException>(() => Train(others), "texts are a part of the training");
        CollectionAssert.AreEqual(expected, Train(checkpointed));

        float[] Train(FineTuningOptions trained)
        {
            using var classifier = TextClassifier.Train(model.Folder, Examples, 2, seed: 1, trained);
            return classifier.Predict([.. Texts.Select(text => ((string?)text, (string?)null))]);
        }
    }

    [TestMethod]
    public void What_cannot_be_rehearsed_is_refused()
    {
        using var bare = new TinyModel();
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => TextClassifier.Train(bare.Folder, Examples, 2, seed: 1, Options)).Message, "a model with a head for MaskedLanguageModel is needed", StringComparison.Ordinal);
        using var model = new TinyMaskedModel();
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => TextClassifier.Train(model.Folder, Examples, 2, seed: 1, Options with { Replay = new TextReplay(["", " "]) })).Message,
            "None of the 2 texts has a token", StringComparison.Ordinal);
        Assert.ThrowsExactly<ArgumentException>(() => new TextReplay([]));
        Assert.ThrowsExactly<ArgumentNullException>(() => new TextReplay(Texts) { Masking = null! });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new TextReplay(Texts) { Every = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new TextReplay(Texts) { Weight = double.NaN });
    }

    private static void AssertNoHead(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> archive)
    {
        foreach (var (name, bytes) in archive.Where(entry => entry.Key.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            using var file = SafetensorsFile.FromBytes(bytes, name);
            Assert.IsEmpty(file.Entries.Where(entry => entry.Name.Contains("predictions", StringComparison.Ordinal) || entry.Name.Contains("MaskedLanguageModel", StringComparison.Ordinal)));
        }
    }
}
