using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Contrastive;

/// <summary>The losses of a whole tiny model, against its vectors and against differences.</summary>
[TestClass]
public sealed class ContrastiveObjectiveTests
{
    private static readonly string[] Texts = ["the cat sat", "a dog ran fast", "it was very good", "not bad", "the mat"];

    private readonly TinyModel _files = new();
    private TrainedEmbedder _encoder = null!;

    [TestInitialize]
    public void Load() => _encoder = TrainedEmbedder.LoadNew(_files.Folder, new FineTuningOptions(), new ContrastiveOptions(), seed: 1, hub: null);

    [TestCleanup]
    public void Delete()
    {
        _encoder.Dispose();
        _files.Dispose();
    }

    [TestMethod]
    public void The_loss_of_cosines_is_the_mean_square_of_their_differences()
    {
        ContrastiveExample[] examples = [Pair(0, 1, score: 1f), Pair(0, 2, score: 0f), Pair(3, 4, score: 0.25f)];
        var expected = examples.Select(example => Cosine(example.First, example.Second!.Value) - example.Score).Average(difference => difference * difference);
        Assert.AreEqual(expected, Loss(new ContrastiveOptions(), examples), 1e-6 * expected);
    }

    [TestMethod]
    [DataRow(20f)]
    [DataRow(3f)]
    public void The_ranking_loss_is_the_cross_entropy_of_scaled_cosines_over_all_partners_and_hard_negatives(float scale)
    {
        ContrastiveExample[] examples = [Pair(0, 1), Pair(2, 3) with { Negative = Window(4) }];
        var candidates = new[] { Window(1), Window(3), Window(4) };
        var expected = examples.Select((example, i) => CrossEntropy(candidates.Select(candidate => scale * Cosine(example.First, candidate)), i)).Average();
        Assert.AreEqual(expected, Loss(new ContrastiveOptions { Loss = ContrastiveLoss.MultipleNegativesRanking, Scale = scale }, examples), 2e-6 * expected);
    }

    [TestMethod]
    public void What_is_no_negative_does_not_count_as_one()
    {
        // The second pair is of the class of the first; the third has the second text of the first.
        ContrastiveExample[] examples = [Pair(0, 1) with { Class = 5 }, Pair(2, 3) with { Class = 5 }, Pair(4, 1) with { Class = 6 }];
        var first = CrossEntropy([20 * Cosine(Window(0), Window(1))], 0);
        var second = CrossEntropy([20 * Cosine(Window(2), Window(3)), 20 * Cosine(Window(2), Window(1))], 0);
        var third = CrossEntropy([20 * Cosine(Window(4), Window(1)), 20 * Cosine(Window(4), Window(3))], 0);
        var expected = (first + second + third) / 3;
        Assert.AreEqual(0.0, first);
        Assert.AreEqual(expected, Loss(new ContrastiveOptions { Loss = ContrastiveLoss.MultipleNegativesRanking }, examples), 1e-5 * expected);
    }

    [TestMethod]
    [DataRow(0.2f)]
    [DataRow(0.001f)]
    public void The_triplet_loss_is_the_mean_of_how_much_nearer_than_the_margin_what_does_not_belong_is(float margin)
    {
        ContrastiveExample[] examples = [Pair(0, 1) with { Negative = Window(2) }, Pair(0, 2) with { Negative = Window(1) }, Pair(3, 4) with { Negative = Window(0) }];
        var expected = examples.Average(example => Math.Max(0, 2 * (Cosine(example.First, example.Negative!.Value) - Cosine(example.First, example.Second!.Value)) + margin));
        Assert.IsGreaterThan(0, expected);
        Assert.AreEqual(expected, Loss(new ContrastiveOptions { Loss = ContrastiveLoss.Triplet, Margin = margin }, examples), 1e-6);
    }

    [TestMethod]
    [DataRow(ContrastiveLoss.CosineSimilarity)]
    [DataRow(ContrastiveLoss.MultipleNegativesRanking)]
    [DataRow(ContrastiveLoss.Triplet)]
    public void Gradients_are_those_of_the_loss_through_the_whole_model(ContrastiveLoss loss)
    {
        ContrastiveExample[] pairs = [Pair(0, 1, score: 1f), Pair(2, 3, score: 0.3f) with { Negative = Window(0) }, Pair(4, 2, score: 0f)];
        if (loss == ContrastiveLoss.Triplet)
            pairs = [.. pairs.Select((pair, i) => pair with { Negative = Window(new[] { 3, 0, 1 }[i]) })];
        var batch = ContrastiveBatch.Of(pairs);
        var objective = new ContrastiveObjective(_encoder, new ContrastiveOptions { Loss = loss, Scale = 4f });
        using var trainer = new Trainer<ContrastiveBatch>(objective, new TrainerOptions { Schedule = new LearningRateSchedule(1e-30), Dropout = 0, Optimizer = new Sgd(), ClippingNorm = null });
        trainer.Step([batch], steps: 1);
        foreach (var (path, tensor) in objective.Parameters)
        {
            var (start, gradient) = (Values(tensor), Values(trainer.GradientOf(path)));
            var norm = Math.Sqrt(gradient.Sum(g => (double)g * g));
            // Attention does not depend on what is added to all keys alike.
            if (norm < 1e-5)
                continue;
            double Along(double step)
            {
                tensor.CopyFrom(start.Select((value, i) => (float)(value + step * gradient[i] / norm)).ToArray());
                return trainer.Evaluate(batch);
            }
            // Along the gradient the loss rises by its norm: differences of fourth order.
            var h = Step(norm);
            var slope = (8 * (Along(h) - Along(-h)) - (Along(2 * h) - Along(-2 * h))) / (12 * h);
            tensor.CopyFrom(start);
            Assert.AreEqual(norm, slope, 1e-3 * norm + 2e-5, path.Value);
        }
    }

    /// <summary>Far enough that the loss, in single precision, changes by much more than its rounding.</summary>
    private static double Step(double norm) => Math.Clamp(2e-3 / norm, 1e-3, 2e-2);

    private static double CrossEntropy(IEnumerable<double> scores, int label)
    {
        var all = scores.ToArray();
        return Math.Log(all.Sum(score => Math.Exp(score - all[label])));
    }

    private static float[] Values(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }

    private TextWindow Window(int text) => _windows.TryGetValue(text, out var window) ? window : _windows[text] = _encoder.Tokenize([Texts[text]])[0];

    private readonly Dictionary<int, TextWindow> _windows = [];

    private ContrastiveExample Pair(int first, int second, float score = 1f) => new(Window(first)) { Second = Window(second), Score = score };

    private double Cosine(TextWindow x, TextWindow y)
    {
        var vectors = _encoder.Embed([x, y], threads: 1, default);
        var half = vectors.Length / 2;
        return Enumerable.Range(0, half).Sum(i => (double)vectors[i] * vectors[half + i]);
    }

    private double Loss(ContrastiveOptions options, ContrastiveExample[] examples)
    {
        using var trainer = new Trainer<ContrastiveBatch>(new ContrastiveObjective(_encoder, options));
        return trainer.Evaluate(ContrastiveBatch.Of(examples));
    }
}
