using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Sequences;

[TestClass]
public sealed class TextClassifierTests
{
    private static readonly FineTuningOptions Options = new() { LearningRate = 1e-2, Epochs = 10, BatchSize = 8, Dropout = 0, WeightDecay = 0 };

    [TestMethod]
    public void Balanced_weights_make_up_for_a_rare_class()
    {
        // Nothing in the texts tells: what can be learned is how frequent the classes are, 9 to 1.
        ClassifiedText[] examples = [.. Enumerable.Range(0, 40).Select(i => new ClassifiedText("the cat", Pair: null, i % 10 == 0 ? 1 : 0))];
        Assert.AreEqual(0.1f, Probability(examples, Options with { BatchSize = 40, Epochs = 60 }, "the cat", 1), 0.03f);
        Assert.AreEqual(0.5f, Probability(examples, Options with { BatchSize = 40, Epochs = 60, ClassWeighting = ClassWeighting.Balanced }, "the cat", 1), 0.03f);
    }

    [TestMethod]
    public void Balanced_weights_count_each_class_the_same() =>
        // 6 examples of 3 classes that are there: 6 / (3 · 3), 6 / (3 · 2), 1 for the one that is not, 6 / (3 · 1).
        CollectionAssert.AreEqual(new[] { 2f / 3, 1f, 1f, 2f }, ClassWeights.Balanced([0, 0, 0, 1, 1, 3], 4));

    [TestMethod]
    public void Smoothed_labels_keep_the_probabilities_from_the_ends()
    {
        ClassifiedText[] examples = [.. Enumerable.Range(0, 32).Select(i => new ClassifiedText(i % 2 == 0 ? "the cat" : "very good", Pair: null, i % 2))];
        Assert.IsGreaterThan(0.95f, Probability(examples, Options with { Epochs = 30 }, "the cat", 0));
        // 0.7 of the target for the class, and half of the other 0.3.
        Assert.AreEqual(0.85f, Probability(examples, Options with { Epochs = 30, LabelSmoothing = 0.3f }, "the cat", 0), 0.03f);
    }

    private static float Probability(ClassifiedText[] examples, FineTuningOptions options, string text, int c)
    {
        using var files = new TinyModel();
        using var classifier = TextClassifier.Train(files.Folder, examples, 2, seed: 1, options);
        return classifier.Predict([(text, null)])[c];
    }
}
