using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.MultiTask;

[TestClass]
public sealed class MultiTaskTrainingTests
{
    private static readonly string[] Animals = ["cat", "dog"];
    private static readonly string[] Qualities = ["good", "bad", "fast"];

    // The same texts: what is asked for differs.
    private static readonly (string Text, int Animal, int Quality)[] Texts =
        [.. Enumerable.Range(0, 240).Select(i => ($"the {Animals[i % 2]} was {Qualities[i / 2 % 3]} {(char)('a' + i % 26)}", i % 2, i / 2 % 3))];

    private static readonly MultiTaskOptions Options = new() { LearningRate = 1e-2, Epochs = 6, BatchSize = 8, Dropout = 0, WeightDecay = 0 };

    [TestMethod]
    public void One_encoder_learns_two_tasks()
    {
        using var model = new TinyModel();
        var tasks = Tasks(180);
        var others = Texts[180..];
        tasks[0] = (ClassificationTask)tasks[0] with { Validation = [.. others.Select(text => new ClassifiedText(text.Text, Pair: null, text.Animal))] };
        tasks[1] = (ClassificationTask)tasks[1] with { Validation = [.. others.Select(text => new ClassifiedText(text.Text, Pair: null, text.Quality))] };
        using var result = MultiTaskTraining.Train(model.Folder, tasks, seed: 1, Options with { LearningRate = 2e-3, Epochs = 20 });
        CollectionAssert.AreEquivalent(new[] { "animal", "quality" }, result.Classifiers.Keys.ToArray());
        Assert.AreEqual((2, 3), (result.Classifiers["animal"].ClassCount, result.Classifiers["quality"].ClassCount));
        Assert.IsGreaterThan(0.9, Accuracy(result.Classifiers["animal"], others, text => text.Animal));
        // The encoder is not the classifier's.
        result.Classifiers["animal"].Dispose();
        // A third is right by chance.
        Assert.IsGreaterThan(0.7, Accuracy(result.Classifiers["quality"], others, text => text.Quality));

        CollectionAssert.AreEquivalent(new[] { "animal", "quality" }, result.Validation.Keys.ToArray());
        var best = result.Summary!.Epochs[result.Summary.BestEpoch - 1].Validation!;
        Assert.AreEqual("mean of the tasks", best.Metric);
        Assert.AreEqual(best.Value, result.Validation.Values.Average(each => each.Value), 1e-12);
    }

    [TestMethod]
    public void Each_task_is_saved_by_itself_as_a_model_of_one_task()
    {
        using var model = new TinyModel();
        TextClassifier restored;
        float[] expected;
        (string?, string?)[] texts = [.. Texts.Select(text => (text.Text, (string?)null))];
        using (var result = MultiTaskTraining.Train(model.Folder, Tasks(30), seed: 1, Options with { Epochs = 1 }))
        {
            var quality = result.Classifiers["quality"];
            expected = quality.Predict(texts);
            restored = TextClassifier.FromArchive(quality.ToArchive(Qualities), "archive");
            StringAssert.Contains(quality.ModelCard, "| quality | text-classification | 3 |", StringComparison.Ordinal);
        }
        CollectionAssert.AreEqual(expected, restored.Predict(texts));
        restored.Dispose();
    }

    [TestMethod]
    [DataRow(TaskSampling.Proportional)]
    [DataRow(TaskSampling.Annealed)]
    [DataRow(TaskSampling.Uniform)]
    public void The_same_seed_gives_the_same_bits_on_1_and_2_threads(TaskSampling sampling)
    {
        using var model = new TinyModel();
        var options = Options with { Epochs = 2, Dropout = 0.1f, Sampling = sampling };
        CollectionAssert.AreEqual(Train(model, options with { Threads = 1 }), Train(model, options with { Threads = 2 }));
    }

    [TestMethod]
    public void A_training_that_was_broken_off_goes_on_with_the_same_bits()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var expected = Train(model, Options with { Epochs = 3 });
        foreach (var stop in new[] { 2, 7, 12 })
        {
            using var cancellation = new CancellationTokenSource();
            var options = Options with { Epochs = 3, CheckpointFolder = folder.File($"{stop}") };
            var steps = 0;
            Assert.Throws<OperationCanceledException>(() => MultiTaskTraining.Train(
                model.Folder, Tasks(30), seed: 1, options with { Progress = _ => { if (++steps == stop) cancellation.Cancel(); } }, hub: null, cancellation.Token));
            CollectionAssert.AreEqual(expected, Train(model, options), $"stopped after step {stop}");
        }
    }

    [TestMethod]
    public void Tasks_that_cannot_be_are_named()
    {
        using var model = new TinyModel();
        var good = (ClassificationTask)Tasks(10)[0];
        AssertRefused("no tasks");
        AssertRefused("Task 1 has the name 'animal'", good, good);
        AssertRefused("Task 0 has the name ''", good with { Name = "" });
        AssertRefused("Task 'animal': 1 class(es)", good with { ClassCount = 1 });
        AssertRefused("Task 'animal': Expected a name for each of the 2 classes; got 1", good with { ClassNames = ["cat"] });
        AssertRefused("Task 'animal': Example 3 has the class 7", good with { Examples = [.. good.Examples.Select((example, i) => i == 3 ? example with { Class = 7 } : example)] });
        AssertRefused("Task 'animal': All 10 examples have the class 0", good with { Examples = [.. good.Examples.Select(example => example with { Class = 0 })] });
        Assert.Throws<ArgumentOutOfRangeException>(() => MultiTaskTraining.Train(model.Folder, Tasks(10), seed: 1, Options with { MaximumLength = 3 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Options with { Sampling = (TaskSampling)9 });

        void AssertRefused(string message, params JointTask[] tasks)
        {
            var error = Assert.Throws<ArgumentException>(() => MultiTaskTraining.Train(model.Folder, tasks, seed: 1, Options));
            StringAssert.Contains(error.Message, message, StringComparison.Ordinal);
        }
    }

    private static JointTask[] Tasks(int count) =>
    [
        new ClassificationTask("animal", [.. Texts[..count].Select(text => new ClassifiedText(text.Text, Pair: null, text.Animal))], 2),
        new ClassificationTask("quality", [.. Texts[..(count / 2)].Select(text => new ClassifiedText(text.Text, Pair: null, text.Quality))], 3),
    ];

    private static float[] Train(TinyModel model, MultiTaskOptions options)
    {
        using var result = MultiTaskTraining.Train(model.Folder, Tasks(30), seed: 1, options);
        return [.. result.Classifiers.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value.Predict([.. Texts.Select(text => (text.Text, (string?)null))]))];
    }

    private static double Accuracy(TextClassifier classifier, (string Text, int Animal, int Quality)[] texts, Func<(string Text, int Animal, int Quality), int> classOf)
    {
        var probabilities = classifier.Predict([.. texts.Select(text => (text.Text, (string?)null))]);
        return texts.Select((text, i) => Array.IndexOf(probabilities, probabilities[(i * classifier.ClassCount)..((i + 1) * classifier.ClassCount)].Max(), i * classifier.ClassCount) - i * classifier.ClassCount == classOf(text) ? 1.0 : 0.0).Average();
    }
}
