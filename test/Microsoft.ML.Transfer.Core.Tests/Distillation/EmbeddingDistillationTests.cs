using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Distillation;

[TestClass]
public sealed class EmbeddingDistillationTests
{
    private static readonly string[] Words = ["the", "a", "cat", "dog", "sat", "on", "mat", "ran", "fast", "and", "it", "was", "good", "bad", "very", "not"];
    private static readonly FineTuningOptions Options = new() { LearningRate = 1e-2, Dropout = 0, Epochs = 10 };

    private readonly TinyModel _teacherFiles = new(seed: 8);
    private readonly TinyModel _studentFiles = new(layers: 1, seed: 5);

    [TestCleanup]
    public void Delete()
    {
        _teacherFiles.Dispose();
        _studentFiles.Dispose();
    }

    [TestMethod]
    [DataRow(16, false)]
    [DataRow(16, true)]
    [DataRow(10, false)]
    [DataRow(10, true)]
    public void The_vectors_of_texts_not_seen_follow_the_teachers(int dimension, bool normalize)
    {
        using var teacher = TextEmbedder.Load(_teacherFiles.Folder, new EmbeddingOptions { Dimensions = dimension, Normalize = normalize });
        var texts = Texts(400, seed: 1);
        using var student = SentenceEncoderTrainer.Distill(_studentFiles.Folder, teacher, texts, seed: 2, Options with { Epochs = 40, ValidationShare = 0.1 });
        Assert.AreEqual(16, student.Dimension, "the map is dropped");
        Assert.AreEqual(normalize, student.Options.Normalize);
        var validation = student.Summary!.Epochs[student.Summary.BestEpoch - 1].Validation!;
        // Directions are held against each other in the length √d.
        // The vectors of a net that knows nothing all point nearly the same way: the first hundreds of steps only turn the student there, and 230 of them left 0.5 to 0.9 of the variance.
        Assert.IsLessThan(0.12, validation.Loss / Variance(teacher, texts) / (normalize ? dimension : 1));
        Assert.IsGreaterThan(student.Summary.Epochs[0].Validation!.Value, validation.Value);
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_bits_on_1_and_2_threads()
    {
        using var teacher = TextEmbedder.Load(_teacherFiles.Folder, new EmbeddingOptions { Dimensions = 10 });
        float[] Train(int threads, ulong seed)
        {
            using var student = SentenceEncoderTrainer.Distill(_studentFiles.Folder, teacher, Texts(40, seed: 1), seed, Options with { Threads = threads, Epochs = 2, ValidationShare = 0.2 });
            return student.Embed("the cat sat");
        }
        CollectionAssert.AreEqual(Train(1, seed: 2), Train(2, seed: 2));
        CollectionAssert.AreNotEqual(Train(1, seed: 2), Train(2, seed: 3));
        Assert.Throws<ArgumentException>(() => SentenceEncoderTrainer.Distill(_studentFiles.Folder, teacher, [], seed: 1));
    }

    private static string[] Texts(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => string.Join(' ', random.GetItems(Words, 5)))];
    }

    /// <summary>The mean squared difference of the vectors from their mean.</summary>
    private static double Variance(TextEmbedder teacher, string[] texts)
    {
        var vectors = texts.Select(teacher.Embed).ToArray();
        return Enumerable.Range(0, teacher.Dimension).Average(i =>
        {
            var mean = vectors.Average(vector => (double)vector[i]);
            return vectors.Average(vector => (vector[i] - mean) * (vector[i] - mean));
        });
    }
}
