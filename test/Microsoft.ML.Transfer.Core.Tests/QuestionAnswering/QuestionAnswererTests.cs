using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.QuestionAnswering;

[TestClass]
public sealed class QuestionAnswererTests
{
    private static readonly AnsweredQuestion[] Others = MarkedWords.Generate(200, seed: 2);

    [TestMethod]
    public void It_learns_to_find_the_marked_word_in_texts_not_seen()
    {
        using var model = new TinyModel();
        var options = MarkedWords.Options;
        using var untrained = QuestionAnswerer.Train(model.Folder, MarkedWords.Generate(8), seed: 1, options with { Epochs = 1, LearningRate = 1e-9 });
        using var trained = QuestionAnswerer.Train(model.Folder, MarkedWords.Generate(600), seed: 1, options);
        var (before, after) = (untrained.Evaluate(Others), trained.Evaluate(Others));
        // One word of eight is right by chance.
        Assert.IsLessThan(0.2, before.ExactMatch);
        Assert.IsGreaterThan(0.6, after.ExactMatch, $"{before} before, {after} after");
    }

    [TestMethod]
    public void It_learns_that_there_is_no_answer()
    {
        using var model = new TinyModel();
        using var trained = QuestionAnswerer.Train(model.Folder, MarkedWords.Generate(600, someWithoutAnswer: true), seed: 1, MarkedWords.Options);
        var others = MarkedWords.Generate(200, seed: 2, someWithoutAnswer: true);
        var answers = trained.Answer([.. others.Select(example => (example.Question, example.Context))]);
        var right = answers.Zip(others).Count(pair => pair.First[0].IsNone == pair.Second.Answer is null);
        // A quarter has none: who always answers is right in 150 cases.
        Assert.IsGreaterThan(180, right);
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_bits_on_1_and_2_threads_and_predictions_depend_on_nothing_else()
    {
        using var model = new TinyModel();
        var options = MarkedWords.Options with { Epochs = 1, Dropout = 0.1f, ValidationShare = 0.2 };
        using var one = QuestionAnswerer.Train(model.Folder, MarkedWords.Generate(40), seed: 1, options with { Threads = 1 });
        using var two = QuestionAnswerer.Train(model.Folder, MarkedWords.Generate(40), seed: 1, options with { Threads = 2 });
        (string?, string?)[] questions = [.. Others.Select(example => (example.Question, example.Context))];
        var expected = Flat(one.Answer(questions, count: 3, threads: 1));
        CollectionAssert.AreEqual(expected, Flat(two.Answer(questions, count: 3, threads: 2)));
        CollectionAssert.AreEqual(expected, Flat([.. questions.Select(question => one.Answer([question], count: 3)[0])]));
    }

    [TestMethod]
    public void An_archive_restores_the_same_answers()
    {
        using var model = new TinyModel();
        var options = MarkedWords.Options with { Epochs = 1, MaximumLength = 16, Stride = 2, NoAnswerThreshold = -0.5f };
        using var trained = QuestionAnswerer.Train(model.Folder, MarkedWords.Generate(40), seed: 1, options);
        using var restored = QuestionAnswerer.FromArchive(trained.ToArchive(), "archive");
        (string?, string?)[] questions = [.. Others.Select(example => (example.Question, example.Context + " " + example.Context))];
        CollectionAssert.AreEqual(Flat(trained.Answer(questions, count: 2)), Flat(restored.Answer(questions, count: 2)));
        Assert.AreEqual(trained.ModelName, restored.ModelName);
    }

    [TestMethod]
    [DataRow("task.json", "question-answering", "text-classification", "not for 'question-answering'")]
    [DataRow("answering.json", "\"stride\": 2", "\"stride\": -2", "a stride of -2")]
    [DataRow("answering.json", "\"stride\": 2", "\"stride\": 99", "A stride of 99 tokens")]
    [DataRow("answering.json", "stride", "strides", "answering.json")]
    public void Entries_that_do_not_fit_are_refused(string entry, string before, string after, string message)
    {
        using var model = new TinyModel();
        using var trained = QuestionAnswerer.Train(model.Folder, MarkedWords.Generate(8), seed: 1, MarkedWords.Options with { Epochs = 1, MaximumLength = 16, Stride = 2 });
        var entries = trained.ToArchive().ToDictionary(StringComparer.Ordinal);
        var text = System.Text.Encoding.UTF8.GetString(entries[entry].Span);
        StringAssert.Contains(text, before, StringComparison.Ordinal);
        entries[entry] = System.Text.Encoding.UTF8.GetBytes(text.Replace(before, after, StringComparison.Ordinal));
        var error = Assert.Throws<InvalidDataException>(() => QuestionAnswerer.FromArchive(entries, "archive"));
        StringAssert.Contains(error.Message, message, StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_checkpoint_that_has_the_head_is_loaded_with_it_and_one_without_is_refused()
    {
        using var model = new TinyModel();
        using var trained = QuestionAnswerer.Train(model.Folder, MarkedWords.Generate(40), seed: 1, MarkedWords.Options with { Epochs = 1 });
        using var folder = new TemporaryFolder();
        foreach (var (name, bytes) in trained.ToArchive().Where(entry => entry.Key is "config.json" or "tokenizer.json" or "model.safetensors"))
            File.WriteAllBytes(folder.File(name), bytes.ToArray());
        using var loaded = QuestionAnswerer.Load(Path.GetDirectoryName(folder.File("config.json"))!, MarkedWords.Options);
        (string?, string?)[] questions = [.. Others.Select(example => (example.Question, example.Context))];
        CollectionAssert.AreEqual(Flat(trained.Answer(questions)), Flat(loaded.Answer(questions)));
        var error = Assert.Throws<InvalidDataException>(() => QuestionAnswerer.Load(model.Folder));
        StringAssert.Contains(error.Message, "qa_outputs", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("", "the cat", "cat", null, "Example 1: the question is ''")]
    [DataRow("cat", " ", "cat", null, "Example 1: the context of the question 'cat' is ' '")]
    [DataRow("cat", "the cat", "dog", null, "Example 1: the answer 'dog' does not stand in the context 'the cat'")]
    [DataRow("cat", "the cat", "cat", 5, "Example 1: the answer 'cat' does not stand at 5 of the context but at 4")]
    [DataRow("cat", "the cat", "cat", -1, "does not stand at -1 of the context")]
    [DataRow("cat", "the cat", "cat", int.MaxValue, "does not stand at 2147483647 of the context")]
    [DataRow("cat", "the cat", " ", null, "blanks only")]
    public void Examples_that_cannot_be_are_named(string question, string context, string answer, int? start, string message)
    {
        using var model = new TinyModel();
        var error = Assert.Throws<ArgumentException>(() => QuestionAnswerer.Train(model.Folder, [.. MarkedWords.Generate(1), new(question, context, answer, start)], seed: 1));
        StringAssert.Contains(error.Message, message, StringComparison.Ordinal);
    }

    [TestMethod]
    public void Any_text_has_an_answer_that_stands_in_it()
    {
        using var model = new TinyModel();
        using var trained = QuestionAnswerer.Train(model.Folder, MarkedWords.Generate(8), seed: 1, MarkedWords.Options with { Epochs = 1 });
        string?[] texts = [null, "", " \t ", "cat \ud800 dog", "\0\u0001\ufeff", "naïve café 東京 😀", string.Concat(Enumerable.Repeat("the cat ", 5000))];
        var questions = texts.SelectMany(_ => texts, (question, context) => (question, context)).ToArray();
        var found = trained.Answer(questions, count: 4);
        for (var i = 0; i < questions.Length; i++)
        {
            Assert.IsTrue(found[i].Count is >= 1 and <= 4);
            foreach (var answer in found[i])
            {
                Assert.IsTrue(answer.Probability is >= 0 and <= 1);
                Assert.AreEqual(answer.IsNone ? "" : questions[i].context!.Substring(answer.Start, answer.Text.Length), answer.Text);
            }
        }
    }

    private static (string, int, float)[] Flat(IReadOnlyList<IReadOnlyList<FoundAnswer>> answers) => [.. answers.SelectMany(found => found.Select(answer => (answer.Text, answer.Start, answer.Probability)))];
}
