using System.Numerics.Tensors;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Distillation;

[TestClass]
public sealed class EmbeddingDistillationTests
{
    private static readonly string[] Words = ["the", "a", "cat", "dog", "sat", "on", "mat", "ran", "fast", "and", "it", "was", "good", "bad", "very", "not"];
    private static readonly FineTuningOptions Options = new() { LearningRate = 1e-2, Dropout = 0, Epochs = 5 };

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
    public void Texts_that_are_alike_to_the_teacher_become_so_to_the_student(int dimension, bool normalize)
    {
        using var teacher = TextEmbedder.Load(_teacherFiles.Folder, new EmbeddingOptions { Dimensions = dimension, Normalize = normalize });
        using var before = TextEmbedder.Load(_studentFiles.Folder);
        using var after = SentenceEncoderTrainer.Distill(_studentFiles.Folder, teacher, Texts(300, seed: 1), seed: 2, Options with { ValidationShare = 0.1 });
        Assert.AreEqual(16, after.Dimension, "the map is dropped");
        Assert.AreEqual(normalize, after.Options.Normalize);
        var (low, high) = (Correlation(before, teacher), Correlation(after, teacher));
        Assert.IsGreaterThan(low + 0.1, high);
        var epochs = after.Summary!.Epochs;
        Assert.IsGreaterThan(epochs[0].Validation!.Value, epochs[^1].Validation!.Value);
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

    /// <summary>Spearman's correlation of the cosines of both, over pairs of texts not seen.</summary>
    private static double Correlation(TextEmbedder student, TextEmbedder teacher)
    {
        var (first, second) = (Texts(150, seed: 6), Texts(150, seed: 7));
        float[] Cosines(TextEmbedder embedder) => [.. first.Zip(second, (x, y) => TensorPrimitives.CosineSimilarity<float>(embedder.Embed(x), embedder.Embed(y)))];
        return EmbeddingMeasures.Spearman(Cosines(student), Cosines(teacher));
    }
}
