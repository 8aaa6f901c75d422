using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Distillation;

/// <summary>A student of one layer learns from a teacher of two.</summary>
[TestClass]
public sealed class ClassifierDistillationTests
{
    private static readonly string[] Words = ["the", "a", "cat", "dog", "sat", "on", "mat", "ran", "fast", "and", "it", "was", "good", "bad", "very", "not"];
    private static readonly FineTuningOptions Options = new() { LearningRate = 1e-2, Dropout = 0, Epochs = 6 };

    private static readonly TinyModel TeacherFiles = new(seed: 8);
    private static readonly TinyModel StudentFiles = new(layers: 1, seed: 5);
    private static TextClassifier _teacher = null!;

    [ClassInitialize]
    public static void TrainTeacher(TestContext context) => _teacher = TextClassifier.Train(TeacherFiles.Folder, Label(Texts(300, seed: 1)), 3, seed: 2, Options);

    [ClassCleanup]
    public static void Delete()
    {
        _teacher.Dispose();
        TeacherFiles.Dispose();
        StudentFiles.Dispose();
    }

    [TestMethod]
    public void A_student_of_a_teacher_agrees_with_it_more_than_one_of_few_labels()
    {
        var (few, many, others) = (Label(Texts(24, seed: 3)), Texts(300, seed: 4), Texts(300, seed: 5));
        using var byLabels = TextClassifier.Train(StudentFiles.Folder, few, 3, seed: 2, Options with { Epochs = 30 });
        using var byTeacher = TextClassifier.Distill(StudentFiles.Folder, _teacher, [.. few, .. many.Select(text => new ClassifiedText(text, null, -1))], seed: 2, Options);
        var (low, high) = (Agreement(byLabels, others), Agreement(byTeacher, others));
        Assert.IsGreaterThan(low + 0.1, high);
        Assert.IsGreaterThan(0.85, high);
    }

    [TestMethod]
    public void Without_weight_for_the_teacher_only_labels_are_learned()
    {
        // Wrong labels on purpose: a student that follows them contradicts its teacher.
        var texts = Texts(120, seed: 3);
        ClassifiedText[] wrong = [.. Label(texts).Select(example => example with { Class = (example.Class + 1) % 3 })];
        var options = Options with { Epochs = 20 };
        using var ofLabels = TextClassifier.Distill(StudentFiles.Folder, _teacher, wrong, seed: 2, options, new DistillationOptions { TeacherWeight = 0 });
        using var ofTeacher = TextClassifier.Distill(StudentFiles.Folder, _teacher, wrong, seed: 2, options, new DistillationOptions { TeacherWeight = 1 });
        Assert.IsLessThan(0.2, Agreement(ofLabels, texts));
        Assert.IsGreaterThan(0.8, Agreement(ofTeacher, texts));
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_bits_on_1_and_2_threads()
    {
        ClassifiedText[] examples = [.. Texts(40, seed: 3).Select((text, i) => new ClassifiedText(text, null, i % 2 == 0 ? -1 : i % 3))];
        float[] Train(int threads, ulong seed)
        {
            using var student = TextClassifier.Distill(StudentFiles.Folder, _teacher, examples, seed, Options with { Threads = threads, Epochs = 2, Dropout = 0.1f, ValidationShare = 0.2 });
            return student.Predict([.. Texts(5, seed: 6).Select(text => ((string?)text, (string?)null))]);
        }
        CollectionAssert.AreEqual(Train(1, seed: 2), Train(2, seed: 2));
        CollectionAssert.AreNotEqual(Train(1, seed: 2), Train(2, seed: 3));
    }

    [TestMethod]
    public void A_teacher_is_loaded_from_its_checkpoint()
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, bytes) in _teacher.ToArchive(["good", "bad", "neither"]))
            File.WriteAllBytes(folder.File(name), bytes.ToArray());
        using var loaded = TextClassifier.Load(Path.GetDirectoryName(folder.File("x"))!);
        CollectionAssert.AreEqual(new[] { "good", "bad", "neither" }, loaded.ClassNames.ToArray());
        (string?, string?)[] texts = [.. Texts(9, seed: 7).Select(text => ((string?)text, (string?)null))];
        CollectionAssert.AreEqual(_teacher.Predict(texts), loaded.Predict(texts));
        var error = Assert.Throws<InvalidDataException>(() => TextClassifier.Load(StudentFiles.Folder));
        StringAssert.Contains(error.Message, "SequenceClassification is needed", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Bad_examples_and_options_are_refused()
    {
        var none = Assert.Throws<ArgumentException>(() => TextClassifier.Distill(StudentFiles.Folder, _teacher, [], seed: 1));
        StringAssert.Contains(none.Message, "There are no examples", StringComparison.Ordinal);
        var error = Assert.Throws<ArgumentException>(() => TextClassifier.Distill(StudentFiles.Folder, _teacher, [new("a", null, -1), new("b", null, 3)], seed: 1));
        StringAssert.Contains(error.Message, "Example 1 has the class 3; the teacher has the classes 0 to 2", StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistillationOptions { Temperature = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistillationOptions { TeacherWeight = 1.1f });
    }

    private static string[] Texts(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => string.Join(' ', random.GetItems(Words, 5)))];
    }

    /// <summary>Whether there are more cats than dogs, more dogs than cats, or neither.</summary>
    private static ClassifiedText[] Label(string[] texts) => [.. texts.Select(text =>
    {
        var words = text.Split(' ');
        var balance = words.Count(word => word is "cat" or "good" or "fast") - words.Count(word => word is "dog" or "bad" or "not");
        return new ClassifiedText(text, null, balance > 0 ? 0 : balance < 0 ? 1 : 2);
    })];

    private static double Agreement(TextClassifier student, string[] texts)
    {
        (string?, string?)[] rows = [.. texts.Select(text => ((string?)text, (string?)null))];
        int[] Classes(TextClassifier classifier) => [.. classifier.Predict(rows).Chunk(3).Select(row => Array.IndexOf(row, row.Max()))];
        return Classes(student).Zip(Classes(_teacher), (x, y) => x == y ? 1.0 : 0.0).Average();
    }
}
