using System.Text;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.MultiTask;

[TestClass]
public sealed class TasksOfAllKindsTests
{
    private static readonly string[] Animals = ["cat", "dog"];
    private static readonly string[] Qualities = ["good", "bad", "fast"];
    private static readonly string[] Tags = ["ANIMAL", "QUALITY", "O"];

    // Each text has an animal, a quality, the number of the quality, both as labels, and a tag for each word.
    private static readonly (string Text, int Animal, int Quality)[] Texts =
        [.. Enumerable.Range(0, 120).Select(i => ($"the {Animals[i % 2]} was {Qualities[i / 2 % 3]} {(char)('a' + i % 26)}", i % 2, i / 2 % 3))];

    private static readonly MultiTaskOptions Options = new() { LearningRate = 5e-3, Epochs = 8, BatchSize = 8, Dropout = 0, WeightDecay = 0, Sampling = TaskSampling.Uniform };

    private static (string?, string?)[] Asked => [.. Texts[90..].Select(text => (text.Text, (string?)null))];

    private static IReadOnlyList<string?>[] AskedWords => [.. Texts[90..].Select(text => text.Text.Split(' '))];

    [TestMethod]
    public void One_encoder_learns_classes_labels_numbers_and_words()
    {
        using var encoder = new TinyModel();
        using var model = Train(encoder, Options);
        CollectionAssert.AreEqual(new[] { "animal", "labels", "number", "words" }, model.TaskNames.ToArray());
        CollectionAssert.AreEqual(Animals, model.Classifiers["animal"].ClassNames.ToArray());
        Assert.AreEqual("R²", model.Validation["number"].Metric);
        foreach (var (task, metric) in new[] { ("animal", 0.9), ("labels", 0.8), ("number", 0.6), ("words", 0.9) })
            Assert.IsGreaterThan(metric, model.Validation[task].Value, task);
        // The head has taken the scale in: 100, 150 and 200.
        var numbers = model.Regressors["number"].Predict(Asked);
        Assert.IsLessThan(30, numbers.Zip(Texts[90..], (number, text) => Math.Abs(number - NumberOf(text.Quality))).Average());
    }

    [TestMethod]
    [DataRow("all")]
    [DataRow("lora:4")]
    [DataRow("adapters:4")]
    public void An_archive_of_all_tasks_restores_each_of_them(string adaptation)
    {
        using var encoder = new TinyModel();
        using var model = Train(encoder, Options with { Epochs = 1, Adaptation = Adaptation.Parse(adaptation), MaximumLength = 12 });
        var archive = model.ToArchive();
        using var restored = MultiTaskModel.FromArchive(archive, "archive");
        AssertSame(model, restored);
        CollectionAssert.AreEqual(archive.Keys.Order(StringComparer.Ordinal).ToArray(), restored.ToArchive().Keys.Order(StringComparer.Ordinal).ToArray());
        foreach (var (name, bytes) in restored.ToArchive())
            Assert.IsTrue(bytes.Span.SequenceEqual(archive[name].Span), name);

        // One model out for each task too.
        using var labels = MultiLabelClassifier.FromArchive(restored.MultiLabelClassifiers["labels"].ToArchive(["cat", "dog", "good", "bad", "fast"]), "labels");
        CollectionAssert.AreEqual(model.MultiLabelClassifiers["labels"].Predict(Asked), labels.Predict(Asked));
        using var number = TextRegressor.FromArchive(restored.Regressors["number"].ToArchive(), "number");
        CollectionAssert.AreEqual(model.Regressors["number"].Predict(Asked), number.Predict(Asked));
        using var words = TokenClassifier.FromArchive(restored.TokenClassifiers["words"].ToArchive(), "words");
        CollectionAssert.AreEqual(Classes(model.TokenClassifiers["words"]), Classes(words));
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_bits_on_1_and_2_threads()
    {
        using var encoder = new TinyModel();
        using var one = Train(encoder, Options with { Epochs = 1, Dropout = 0.1f, Threads = 1 });
        using var two = Train(encoder, Options with { Epochs = 1, Dropout = 0.1f, Threads = 2 });
        AssertSame(one, two);
    }

    [TestMethod]
    public void Bad_examples_are_named_with_their_task()
    {
        using var encoder = new TinyModel();
        AssertRefused("Task 'labels': None of the 1 examples has a label", new MultiLabelTask("labels", [new MultiLabelText("cat", null, [])], 2));
        AssertRefused("Task 'labels': Example 0 has the label 2", new MultiLabelTask("labels", [new MultiLabelText("cat", null, [2])], 2));
        AssertRefused("Task 'labels': There are 0 labels", new MultiLabelTask("labels", [], 0));
        AssertRefused("Task 'labels': The threshold", new MultiLabelTask("labels", [new MultiLabelText("cat", null, [1])], 2) { Threshold = 1 });
        AssertRefused("Task 'labels': Expected a name for each of the 2 labels; got 1", new MultiLabelTask("labels", [new MultiLabelText("cat", null, [1])], 2) { LabelNames = ["a"] });
        AssertRefused("Task 'number': Example 1 has the target NaN", new RegressionTask("number", [new ScoredText("cat", null, 1), new ScoredText("cat", null, float.NaN)]));
        AssertRefused("Task 'number': All 1 examples have the target 1", new RegressionTask("number", [new ScoredText("cat", null, 1)]));
        AssertRefused("Task 'words': Example 0 has 2 words, but 1 labels", new TokenClassificationTask("words", [new TaggedWords(["a", "cat"], [0])], Tags));
        AssertRefused("Task 'words': Word 0 of example 0, 'cat', has the class 3", new TokenClassificationTask("words", [new TaggedWords(["cat"], [3])], Tags));
        AssertRefused("Task 'words': There are 1 class names", new TokenClassificationTask("words", [], ["O"]));

        void AssertRefused(string message, JointTask task)
        {
            var error = Assert.Throws<ArgumentException>(() => MultiTaskTraining.Train(encoder.Folder, [task], seed: 1, Options));
            StringAssert.Contains(error.Message, message, StringComparison.Ordinal);
        }
    }

    [TestMethod]
    [DataRow("\"animal\"", "\"\"", "task 0 has the name ''")]
    [DataRow("\"animal\"", "\"words\"", "task 3 has the name 'words'")]
    [DataRow("\"text-regression\"", "\"translation\"", "task 'number' is 'translation'")]
    [DataRow("\"default_class\": 2", "\"default_class\": 3", "the default class of task 'words' is 3")]
    [DataRow("\"QUALITY\",", "", "task 'words' has 3 scores and 2 names")]
    [DataRow("\"multi-task\"", "\"text-regression\"", "the model is for 'text-regression', not for 'multi-task'")]
    public void Damaged_descriptions_are_refused(string old, string changed, string message)
    {
        using var encoder = new TinyModel();
        using var model = Train(encoder, Options with { Epochs = 1 });
        var archive = model.ToArchive().ToDictionary(StringComparer.Ordinal);
        var text = Encoding.UTF8.GetString(archive["task.json"].Span);
        StringAssert.Contains(text, old, StringComparison.Ordinal);
        archive["task.json"] = Encoding.UTF8.GetBytes(text.Replace(old, changed, StringComparison.Ordinal));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => MultiTaskModel.FromArchive(archive, "archive")).Message, message, StringComparison.Ordinal);
    }

    [TestMethod]
    public void Heads_that_are_missing_or_of_another_model_are_refused()
    {
        using var encoder = new TinyModel();
        using var model = Train(encoder, Options with { Epochs = 1 });
        var archive = model.ToArchive().ToDictionary(StringComparer.Ordinal);
        var text = Encoding.UTF8.GetString(archive["task.json"].Span);
        // The labels are 5.
        archive["task.json"] = Encoding.UTF8.GetBytes(text.Replace("\"score_count\": 5", "\"score_count\": 4", StringComparison.Ordinal));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => MultiTaskModel.FromArchive(archive, "archive")).Message, "do not fit the heads of the tasks", StringComparison.Ordinal);
        archive.Remove("heads.safetensors");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => MultiTaskModel.FromArchive(archive, "archive")).Message, "'heads.safetensors' is missing", StringComparison.Ordinal);
    }

    private static float NumberOf(int quality) => 100 + 50 * quality;

    private static int[] Classes(TokenClassifier classifier) => [.. classifier.Predict(AskedWords).SelectMany(words => words.Classes)];

    private static void AssertSame(MultiTaskModel expected, MultiTaskModel actual)
    {
        CollectionAssert.AreEqual(expected.Classifiers["animal"].Predict(Asked), actual.Classifiers["animal"].Predict(Asked));
        CollectionAssert.AreEqual(expected.MultiLabelClassifiers["labels"].Predict(Asked), actual.MultiLabelClassifiers["labels"].Predict(Asked));
        CollectionAssert.AreEqual(expected.Regressors["number"].Predict(Asked), actual.Regressors["number"].Predict(Asked));
        CollectionAssert.AreEqual(Classes(expected.TokenClassifiers["words"]), Classes(actual.TokenClassifiers["words"]));
    }

    private static MultiTaskModel Train(TinyModel encoder, MultiTaskOptions options) => MultiTaskTraining.Train(encoder.Folder, Tasks(), seed: 1, options);

    private static JointTask[] Tasks()
    {
        var (training, keptOut) = (Texts[..90], Texts[90..]);
        return
        [
            new ClassificationTask("animal", Classified(training), 2) { Validation = Classified(keptOut), ClassNames = Animals },
            new MultiLabelTask("labels", Labelled(training), 5) { Validation = Labelled(keptOut) },
            new RegressionTask("number", Scored(training)) { Validation = Scored(keptOut) },
            new TokenClassificationTask("words", Tagged(training), Tags) { Validation = Tagged(keptOut) },
        ];

        static ClassifiedText[] Classified((string Text, int Animal, int Quality)[] texts) => [.. texts.Select(text => new ClassifiedText(text.Text, Pair: null, text.Animal))];

        static MultiLabelText[] Labelled((string Text, int Animal, int Quality)[] texts) => [.. texts.Select(text => new MultiLabelText(text.Text, Pair: null, [text.Animal, 2 + text.Quality]))];

        static ScoredText[] Scored((string Text, int Animal, int Quality)[] texts) => [.. texts.Select(text => new ScoredText(text.Text, Pair: null, NumberOf(text.Quality)))];

        // "the cat was good a"
        static TaggedWords[] Tagged((string Text, int Animal, int Quality)[] texts) => [.. texts.Select(text => new TaggedWords(text.Text.Split(' '), [2, 0, 2, 1, 2]))];
    }
}
