using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Contrastive;

/// <summary>Fine-tuning of a tiny model to texts that belong together by one word among many.</summary>
[TestClass]
public sealed class SentenceEncoderTrainerTests
{
    private static readonly string[][] Words = [["cat", "dog", "mat"], ["good", "bad", "very"], ["sat", "ran", "fast"]];
    private static readonly string[] OtherWords = ["the", "a", "on", "and", "it", "was", "not", "."];
    private static readonly ClassifiedText[] Examples = Generate(48, seed: 1);
    private static readonly ClassifiedText[] Others = Generate(90, seed: 2);
    private static readonly FineTuningOptions Options = new() { Epochs = 1, LearningRate = 1e-2, Dropout = 0 };

    private readonly TinyModel _model = new();

    [TestCleanup]
    public void DeleteModel() => _model.Dispose();

    [TestMethod]
    [DataRow(ContrastiveLoss.CosineSimilarity)]
    [DataRow(ContrastiveLoss.MultipleNegativesRanking)]
    [DataRow(ContrastiveLoss.Triplet)]
    public void Sixteen_texts_of_each_class_are_enough_to_tell_others(ContrastiveLoss loss)
    {
        using var before = TextEmbedder.Load(_model.Folder);
        using var after = SentenceEncoderTrainer.Train(_model.Folder, Examples, seed: 3, Options, new ContrastiveOptions { Loss = loss });
        var (low, high) = (NearestNeighborAccuracy(before), NearestNeighborAccuracy(after));
        Assert.IsLessThan(0.65, low, "an encoder that knows nothing");
        Assert.IsGreaterThan(0.85, high);
    }

    [TestMethod]
    public void Triplets_bring_what_belongs_nearer_than_what_does_not()
    {
        SentencePair[] triplets = [.. Generate(200, seed: 11).Zip(Generate(200, seed: 12), Generate(201, seed: 13)[1..]).Select(each => new SentencePair(each.First.Text, each.Second.Text) { HardNegative = each.Third.Text })];
        using var after = SentenceEncoderTrainer.Train(
            _model.Folder, triplets[..150], seed: 3, Options with { Epochs = 20 }, new ContrastiveOptions { Loss = ContrastiveLoss.Triplet }, validation: triplets[150..]);
        var best = after.Summary!.Epochs[after.Summary.BestEpoch - 1].Validation!;
        Assert.AreEqual("triplet accuracy", best.Metric);
        Assert.IsGreaterThan(0.85, best.Value);
        var kept = triplets[150..];
        var measured = EmbeddingMeasures.Triplets(
            Embed(after, kept.Select(pair => pair.First)), Embed(after, kept.Select(pair => pair.Second)), Embed(after, kept.Select(pair => pair.HardNegative)), kept.Length, margin: 0.2f);
        Assert.AreEqual(best.Value, measured.Value, 1e-9);
        Assert.AreEqual(best.Loss, measured.Loss, 1e-5);
    }

    [TestMethod]
    public void Labels_drawn_at_random_teach_nothing()
    {
        var random = new Random(4);
        ClassifiedText[] shuffled = [.. Examples.Zip(random.GetItems(Examples, Examples.Length), (text, other) => text with { Class = other.Class })];
        using var after = SentenceEncoderTrainer.Train(_model.Folder, shuffled, seed: 3, Options);
        Assert.IsLessThan(0.65, NearestNeighborAccuracy(after));
    }

    [TestMethod]
    public void Graded_pairs_order_the_cosines_of_others()
    {
        var (pairs, others) = (Pairs(300, seed: 1), Pairs(60, seed: 2));
        using var before = TextEmbedder.Load(_model.Folder);
        using var after = SentenceEncoderTrainer.Train(_model.Folder, pairs, seed: 3, Options with { Epochs = 6 }, validation: others);
        var validation = after.Summary!.Epochs[after.Summary.BestEpoch - 1].Validation!;
        Assert.AreEqual(Spearman(after, others), validation.Value, 1e-6);
        Assert.IsGreaterThan(Spearman(before, others) + 0.3, validation.Value);
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_bits_on_1_and_2_threads()
    {
        foreach (var loss in Enum.GetValues<ContrastiveLoss>())
        {
            var contrastive = new ContrastiveOptions { Loss = loss, PairsPerExample = 3 };
            var options = Options with { Dropout = 0.1f, ValidationShare = 0.2 };
            var one = Vectors(Examples, 3, options with { Threads = 1 }, contrastive);
            CollectionAssert.AreEqual(one, Vectors(Examples, 3, options with { Threads = 2 }, contrastive));
            CollectionAssert.AreNotEqual(one, Vectors(Examples, 4, options with { Threads = 2 }, contrastive));
        }
    }

    [TestMethod]
    public void A_training_that_was_broken_off_goes_on_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        var contrastive = new ContrastiveOptions { PairsPerExample = 3 };
        var options = Options with { Dropout = 0.1f, Epochs = 2, ValidationShare = 0.25 };
        var straight = Vectors(Examples, 3, options, contrastive);
        using var cancellation = new CancellationTokenSource();
        var interrupted = options with { CheckpointFolder = folder.File("checkpoint"), Progress = step => CancelAt(step.Step, 5, cancellation) };
        Assert.Throws<OperationCanceledException>(() => SentenceEncoderTrainer.Train(_model.Folder, Examples, seed: 3, interrupted, contrastive, cancellationToken: cancellation.Token));
        Assert.Throws<InvalidDataException>(() => SentenceEncoderTrainer.Train(_model.Folder, Examples, seed: 3, interrupted with { Progress = null }, contrastive with { Loss = ContrastiveLoss.MultipleNegativesRanking }));
        CollectionAssert.AreEqual(straight, Vectors(Examples, 3, interrupted with { Progress = null }, contrastive));
    }

    [TestMethod]
    public void What_comes_out_is_saved_and_restored_as_any_embedder()
    {
        using var tuned = SentenceEncoderTrainer.Train(_model.Folder, Examples, seed: 3, Options with { MaximumLength = 9 }, new ContrastiveOptions { Pooling = Pooling.Cls, Normalize = true, PairsPerExample = 1 });
        using var restored = TextEmbedder.FromArchive(tuned.ToArchive(), "archive");
        Assert.AreEqual((Pooling.Cls, true, 9), (restored.Options.Pooling!.Value, restored.Options.Normalize!.Value, restored.Options.MaximumLength!.Value));
        Assert.AreEqual(Path.GetFileName(_model.Folder), restored.ModelName);
        foreach (var text in new[] { null, "", "cat", "a b c d e f g h cat i j" })
            CollectionAssert.AreEqual(tuned.Embed(text), restored.Embed(text));
        using var start = TextEmbedder.Load(_model.Folder, tuned.Options);
        CollectionAssert.AreNotEqual(start.Embed("cat"), tuned.Embed("cat"));
    }

    [TestMethod]
    public void Bad_examples_are_refused_by_their_place()
    {
        AssertRefused("There are no examples", []);
        AssertRefused("All 2 examples have the class 0", [new("a", null, 0), new("b", null, 0)]);
        AssertRefused("The class 7 has a single example", [new("a", null, 0), new("b", null, 0), new("c", null, 7)]);
        AssertRefused("Example 1 has the class -1", [new("a", null, 0), new("b", null, -1)]);
        AssertRefused("Example 1 is a pair", [new("a", null, 0), new("b", "c", 0)]);
        var error = Assert.Throws<ArgumentException>(() => SentenceEncoderTrainer.Train(_model.Folder, Examples[..6], seed: 1, Options with { ValidationShare = 0.9 }));
        StringAssert.Contains(error.Message, "example", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Bad_pairs_are_refused_by_their_place()
    {
        AssertRefused("There are no pairs", [], ContrastiveLoss.CosineSimilarity);
        AssertRefused("Pair 1 has the score 4.5", [new("a", "b"), new("a", "b") { Score = 4.5f }], ContrastiveLoss.CosineSimilarity);
        AssertRefused("Pair 0 has the score NaN", [new("a", "b") { Score = float.NaN }], ContrastiveLoss.CosineSimilarity);
        AssertRefused("Pair 1 has no hard negative; Triplet", [new("a", "b") { HardNegative = "c" }, new("a", "b")], ContrastiveLoss.Triplet);
        AssertRefused("Pair 0 has the score 0.5; Triplet", [new("a", "b") { Score = 0.5f, HardNegative = "c" }], ContrastiveLoss.Triplet);
        AssertRefused("Pair 0 has the score 0.5; MultipleNegativesRanking", [new("a", "b") { Score = 0.5f }], ContrastiveLoss.MultipleNegativesRanking);
    }

    [TestMethod]
    public void Options_outside_their_range_are_refused_where_they_are_set()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContrastiveOptions { PairsPerExample = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContrastiveOptions { Scale = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContrastiveOptions { Scale = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContrastiveOptions { Margin = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContrastiveOptions { Loss = (ContrastiveLoss)9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContrastiveOptions { Pooling = (Pooling)99 });
    }

    private static ClassifiedText[] Generate(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                string[] words = [.. Enumerable.Range(0, 3).Select(_ => OtherWords[random.Next(OtherWords.Length)]), Words[i % 3][random.Next(3)]];
                random.Shuffle(words);
                return new ClassifiedText(string.Join(' ', words), null, i % 3);
            }),
        ];
    }

    private static SentencePair[] Pairs(int count, int seed)
    {
        var (first, second) = (Generate(count, seed), Generate(count, seed + 100));
        new Random(seed).Shuffle(second);
        // The first two classes are half alike.
        return [.. first.Zip(second, (x, y) => new SentencePair(x.Text, y.Text) { Score = x.Class == y.Class ? 1f : x.Class + y.Class == 1 ? 0.5f : 0f })];
    }

    private static double NearestNeighborAccuracy(TextEmbedder embedder) => EmbeddingMeasures.NearestNeighbor(
        Embed(embedder, Others.Select(other => other.Text)), [.. Others.Select(other => other.Class)], Embed(embedder, Examples.Select(example => example.Text)), [.. Examples.Select(example => example.Class)]).Value;

    private static double Spearman(TextEmbedder embedder, SentencePair[] pairs) =>
        EmbeddingMeasures.Graded(Embed(embedder, pairs.Select(pair => pair.First)), Embed(embedder, pairs.Select(pair => pair.Second)), [.. pairs.Select(pair => pair.Score)]).Value;

    private static float[] Embed(TextEmbedder embedder, IEnumerable<string?> texts) => [.. texts.SelectMany(text =>
    {
        var vector = embedder.Embed(text);
        var length = System.Numerics.Tensors.TensorPrimitives.Norm<float>(vector);
        return vector.Select(value => value / length);
    })];

    private static void CancelAt(int step, int last, CancellationTokenSource cancellation)
    {
        if (step == last)
            cancellation.Cancel();
    }

    private float[] Vectors(ClassifiedText[] examples, ulong seed, FineTuningOptions options, ContrastiveOptions contrastive)
    {
        using var tuned = SentenceEncoderTrainer.Train(_model.Folder, examples, seed, options, contrastive);
        return Embed(tuned, Others.Select(other => other.Text).Take(9));
    }

    private void AssertRefused(string part, ClassifiedText[] examples) =>
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => SentenceEncoderTrainer.Train(_model.Folder, examples, seed: 1)).Message, part, StringComparison.Ordinal);

    private void AssertRefused(string part, SentencePair[] pairs, ContrastiveLoss loss) => StringAssert.Contains(
        Assert.Throws<ArgumentException>(() => SentenceEncoderTrainer.Train(_model.Folder, pairs, seed: 1, contrastive: new ContrastiveOptions { Loss = loss })).Message, part, StringComparison.Ordinal);
}
