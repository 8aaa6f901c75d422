using Microsoft.ML.Transfer.Core.Tests.Models;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.TokenClassification;

[TestClass]
public sealed class TokenClassifierTests
{
    private static readonly string[] Parts = ["animal", "verb", "other"];
    private static readonly FineTuningOptions Options = new() { LearningRate = 1e-2, Epochs = 8, BatchSize = 8, Dropout = 0, Threads = 2 };
    private static readonly TinyModel Tiny = new();

    [ClassCleanup]
    public static void DeleteModel() => Tiny.Dispose();

    [TestMethod]
    public void It_learns_a_toy_task_perfectly()
    {
        using var classifier = Train(Sentences(40), Options);
        foreach (var (sentence, prediction) in Sentences(20, seed: 2).Zip(Predict(classifier, Sentences(20, seed: 2))))
            CollectionAssert.AreEqual(sentence.Labels.ToArray(), prediction.Classes.ToArray(), string.Join(' ', sentence.Words));
    }

    [TestMethod]
    public void Texts_longer_than_the_model_reads_have_a_prediction_for_each_word()
    {
        // Every position is learned: 6 sentences of 5 words, and 2 special tokens, are all that is read at once.
        using var classifier = Train([.. Sentences(240).Chunk(6).Select(Join)], Options with { Epochs = 15 });
        // 400 words, of which none may be lost between windows.
        var whole = Join(Sentences(80, seed: 3));
        var prediction = Predict(classifier, [whole]).Single();
        Assert.HasCount(whole.Words.Count, prediction.Classes);
        CollectionAssert.AreEqual(whole.Labels.ToArray(), prediction.Classes.ToArray());
        Assert.IsTrue(prediction.Probabilities.All(p => p is > 0.3f and <= 1f));
        foreach (var window in classifier.Model.Tokenize([whole.Words], threads: 1, default))
            Assert.IsLessThanOrEqualTo(32, window.Sequence.Ids.Length);
    }

    [TestMethod]
    public void Windows_hold_each_word_once_and_whole()
    {
        using var classifier = Train(Sentences(8), Options with { Epochs = 1, MaximumLength = 8 });
        // Words of 1 to 5 pieces, and one of more than fit.
        string[] words = [.. Enumerable.Range(0, 60).Select(i => new string('b', 1 + i % 5)), new string('c', 50), "cat"];
        var windows = classifier.Model.Tokenize([words], threads: 1, default);
        var seen = windows.SelectMany(window => Enumerable.Range(0, window.Words.Length).Where(window.IsFirstPiece).Select(token => window.Words[token])).ToArray();
        CollectionAssert.AreEqual(Enumerable.Range(0, words.Length).ToArray(), seen);
        for (var word = 0; word < 60; word++)
            Assert.AreEqual(words[word].Length, windows.Sum(window => window.Words.Count(w => w == word)), $"word {word}");
        Assert.IsTrue(windows.All(window => window.Sequence.Ids.Length <= 8 && window.Words[0] == -1 && window.Words[^1] == -1));
    }

    [TestMethod]
    public void Words_without_tokens_get_the_default_class()
    {
        using var plain = Train(Sentences(12), Options with { Epochs = 1 });
        Assert.AreEqual(2, plain.Model.DefaultClass, "the most frequent");
        var prediction = plain.Predict([[null, "cat", "", " \t"], []])[0];
        Assert.AreEqual(2, prediction.Classes[0]);
        Assert.AreEqual(0f, prediction.Probabilities[0]);
        Assert.IsGreaterThan(0f, prediction.Probabilities[1]);
        Assert.AreEqual((2, 2), (prediction.Classes[2], prediction.Classes[3]));
        using var tagged = TokenClassifier.Train(Tiny.Folder, Sentences(12), ["B-x", "O", "I-x"], 1, Options with { Epochs = 1 });
        Assert.AreEqual(1, tagged.Model.DefaultClass);
        Assert.HasCount(0, plain.Predict([[]])[0].Classes);
        Assert.HasCount(0, plain.Predict([]));
    }

    [TestMethod]
    public void Only_the_first_piece_of_a_word_learns_unless_all_are_asked_for()
    {
        using var classifier = Train(Sentences(8), Options with { Epochs = 1 });
        var words = new TaggedWords(["the", "bbb", "cat"], [2, 1, TaggedWords.NoLabel]);
        var window = classifier.Model.Tokenize([words.Words], threads: 1, default).Single();
        CollectionAssert.AreEqual(new[] { -100, 2, 1, -100, -100, -100, -100 }, TokenExample.Create(window, words, LabeledPieces.First).Labels);
        CollectionAssert.AreEqual(new[] { -100, 2, 1, 1, 1, -100, -100 }, TokenExample.Create(window, words, LabeledPieces.All).Labels);
    }

    [TestMethod]
    public void Predictions_do_not_depend_on_threads_or_company_and_survive_the_archive()
    {
        using var one = Train(Sentences(16), Options with { Epochs = 2, Dropout = 0.1f, Threads = 1 });
        using var two = Train(Sentences(16), Options with { Epochs = 2, Dropout = 0.1f, Threads = 2 });
        using var restored = TokenClassifier.FromArchive(one.ToArchive(), "archive");
        CollectionAssert.AreEqual(Parts, restored.ClassNames.ToArray());
        var sentences = Sentences(50, seed: 7);
        var together = Predict(one, sentences);
        var others = Predict(two, sentences);
        for (var i = 0; i < sentences.Length; i++)
        {
            foreach (var other in new[] { others[i], restored.Predict([sentences[i].Words], threads: 1).Single(), one.Predict([sentences[i].Words], threads: 2).Single() })
            {
                CollectionAssert.AreEqual(together[i].Classes.ToArray(), other.Classes.ToArray());
                CollectionAssert.AreEqual(together[i].Probabilities.ToArray(), other.Probabilities.ToArray());
            }
        }
    }

    [TestMethod]
    public void The_best_epoch_is_chosen_by_entities_where_the_classes_tag_them()
    {
        using var tagged = TokenClassifier.Train(Tiny.Folder, Sentences(20), ["B-x", "I-x", "O"], 1, Options with { Epochs = 2, ValidationShare = 0.2 });
        Assert.AreEqual("entity F1", tagged.Summary!.Epochs[0].Validation!.Metric);
        StringAssert.Contains(tagged.ModelCard, "entity F1", StringComparison.Ordinal);
        using var plain = TokenClassifier.Train(Tiny.Folder, Sentences(20), Parts, 1, Options, validation: Sentences(10, seed: 4));
        Assert.AreEqual("accuracy", plain.Summary!.Epochs[^1].Validation!.Metric);
        Assert.AreEqual(10, plain.Summary.ValidationExamples);
        Assert.AreEqual(1.0, plain.Summary.Epochs.Max(epoch => epoch.Validation!.Value));
    }

    [TestMethod]
    [DataRow("lora:4")]
    [DataRow("adapters:8")]
    [DataRow("prefix:4")]
    [DataRow("prompt:4")]
    [DataRow("ia3")]
    public void Adapted_models_predict_each_word_and_survive_the_archive(string adaptation)
    {
        using var classifier = Train(Sentences(16), Options with { Epochs = 1, Adaptation = Adaptation.Parse(adaptation) });
        using var restored = TokenClassifier.FromArchive(classifier.ToArchive(), "archive");
        var (expected, actual) = (Predict(classifier, Sentences(5)), Predict(restored, Sentences(5)));
        for (var i = 0; i < 5; i++)
            CollectionAssert.AreEqual(expected[i].Probabilities.ToArray(), actual[i].Probabilities.ToArray());
    }

    [TestMethod]
    public void Words_without_labels_are_not_learned()
    {
        // Every verb is labelled wrongly or not at all: what has no label must not count.
        TaggedWords[] examples = [.. Sentences(40).Select(text => text with { Labels = [.. text.Labels.Select(label => label == 1 ? TaggedWords.NoLabel : label)] })];
        using var classifier = Train(examples, Options);
        Assert.DoesNotContain(1, Predict(classifier, Sentences(20, seed: 2)).SelectMany(prediction => prediction.Classes));
    }

    [TestMethod]
    public void Bad_labels_are_refused_with_their_place()
    {
        AssertRefused([new(["a", "cat"], [0, 1]), new(["a", "cat"], [0])], "Example 1 has 2 words, but 1 labels");
        AssertRefused([new(["a", "cat"], [0, 3])], "Word 1 of example 0, 'cat', has the class 3; there are the classes 0 to 2");
        AssertRefused([new(["a", "cat"], [0, -2])], "has the class -2");
        AssertRefused([new(["a", "cat"], [0, 0])], "All 2 labelled words of the 1 examples have the class 'animal'");
        AssertRefused([new(["a", "cat"], [-1, -1])], "None of the words of the 1 examples has a label");
        AssertRefused([new(["", " "], [0, 1])], "The tokenizer leaves nothing");
        AssertRefused([], "There are no examples");
        Assert.Throws<ArgumentException>(() => TokenClassifier.Train(Tiny.Folder, Sentences(4), ["one"], 1));
        Assert.Throws<ArgumentException>(() => TokenClassifier.Train(Tiny.Folder, Sentences(4), Parts, 1, validation: [new(["a"], [-1])]));
    }

    [TestMethod]
    public void Damaged_archives_are_refused()
    {
        using var classifier = Train(Sentences(8), Options with { Epochs = 1 });
        var archive = classifier.ToArchive().ToDictionary(StringComparer.Ordinal);
        var task = System.Text.Encoding.UTF8.GetString(archive["task.json"].Span);
        AssertDamaged(archive, "task.json", task.Replace("\"default_class\": 2", "\"default_class\": 3", StringComparison.Ordinal), "the default class is 3");
        AssertDamaged(archive, "task.json", task.Replace("token-class", "text-class", StringComparison.Ordinal), "not for 'token-classification'");
        AssertDamaged(archive, "task.json", task.Replace("\"score_count\": 3", "\"score_count\": 4", StringComparison.Ordinal), "classifier.weight: expected [4, 16], found [3, 16]");
        var config = System.Text.Encoding.UTF8.GetString(archive["config.json"].Span);
        AssertDamaged(archive, "config.json", config.Replace("\"1\":", "\"7\":", StringComparison.Ordinal), "'id2label' names no class 1");
    }

    [TestMethod]
    public void A_fine_tuned_checkpoint_is_loaded_with_its_head()
    {
        using var classifier = Train(Sentences(16), Options with { Epochs = 1 });
        using var folder = new TemporaryFolder();
        foreach (var (name, bytes) in classifier.ToArchive())
            File.WriteAllBytes(folder.File(name), bytes.ToArray());
        using var loaded = TokenClassifier.Load(folder.Path);
        CollectionAssert.AreEqual(Parts, loaded.ClassNames.ToArray());
        var (expected, actual) = (Predict(classifier, Sentences(5)), Predict(loaded, Sentences(5)));
        for (var i = 0; i < expected.Count; i++)
            CollectionAssert.AreEqual(expected[i].Probabilities.ToArray(), actual[i].Probabilities.ToArray());
        var error = Assert.Throws<InvalidDataException>(() => TokenClassifier.Load(Tiny.Folder));
        StringAssert.Contains(error.Message, "a model with a head for TokenClassification is needed", StringComparison.Ordinal);
    }

    [TestMethod]
    public void The_scores_of_a_published_checkpoint_are_the_reference_s()
    {
        using var parity = new ParityCase("bert-tokcls");
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "config.json", "model.safetensors" })
            File.Copy(Path.Combine(parity.Folder, name), folder.File(name));
        // The kit has no tokenizer for it: words whose token has the number that they name.
        File.WriteAllLines(folder.File("vocab.txt"), ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. Enumerable.Range(5, 75).Select(i => FormattableString.Invariant($"w{i}"))]);
        File.WriteAllText(folder.File("tokenizer_config.json"), """{"tokenizer_class": "BertTokenizer"}""");
        using var classifier = TokenClassifier.Load(folder.Path);
        Assert.AreEqual("LABEL_4", classifier.ClassNames[4]);
        var window = classifier.Model.Tokenize([["w13", "w69", "w53"]], threads: 1, default).Single();
        CollectionAssert.AreEqual(new[] { 2, 13, 69, 53, 3 }, window.Sequence.Ids);

        var batch = parity.Batches.Single(batch => batch.Name.Equals("padded", StringComparison.Ordinal));
        var visible = batch.PackVisible();
        var sequences = Enumerable.Range(0, visible.SequenceCount).Select(i => new TextWindow(
            i, visible.Ids[visible.Offsets[i]..visible.Offsets[i + 1]].ToArray(), visible.TypeIds[visible.Offsets[i]..visible.Offsets[i + 1]].ToArray(), 1f)).ToList();
        var width = batch.Shown.Count / visible.SequenceCount * 5;
        var logits = new float[batch.Shown.Count * 5];
        classifier.Model.Score(sequences, (i, scores) => scores.CopyTo(logits.AsSpan(i * width)), threads: 2, default);
        Assert.IsLessThanOrEqualTo(3e-5, parity.LargestDifference(batch, parity.OutputsOf(batch).Single(output => output.EndsWith(".logits", StringComparison.Ordinal)), logits, batch.Shown));
    }

    private static TokenClassifier Train(IReadOnlyList<TaggedWords> examples, FineTuningOptions options) => TokenClassifier.Train(Tiny.Folder, examples, Parts, seed: 3, options);

    private static IReadOnlyList<PredictedWords> Predict(TokenClassifier classifier, IReadOnlyList<TaggedWords> texts) => classifier.Predict([.. texts.Select(text => text.Words)]);

    private static TaggedWords Join(TaggedWords[] texts) => new([.. texts.SelectMany(text => text.Words)], [.. texts.SelectMany(text => text.Labels)]);

    private static void AssertRefused(TaggedWords[] examples, string message) =>
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => Train(examples, Options)).Message, message, StringComparison.Ordinal);

    private static void AssertDamaged(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> archive, string name, string content, string message)
    {
        Assert.AreNotEqual(System.Text.Encoding.UTF8.GetString(archive[name].Span), content);
        var damaged = archive.ToDictionary(StringComparer.Ordinal);
        damaged[name] = System.Text.Encoding.UTF8.GetBytes(content);
        StringAssert.Contains(Assert.Throws<InvalidDataException>(() => TokenClassifier.FromArchive(damaged, "archive")).Message, message, StringComparison.Ordinal);
    }

    /// <summary>"the cat sat on a dog": the class of a word is that of the word itself.</summary>
    private static TaggedWords[] Sentences(int count, int seed = 1)
    {
        var random = new Random(seed);
        string[][] words = [["cat", "dog"], ["sat", "ran"], ["the", "a", "on", "and"]];
        int[] grammar = [2, 0, 1, 2, 2];
        return [.. Enumerable.Range(0, count).Select(_ => new TaggedWords([.. grammar.Select(c => words[c][random.Next(words[c].Length)])], grammar))];
    }
}
