using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.Tensors.Randomness;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class EdgeProbeTests
{
    private const int Columns = 6;
    private const int Classes = 3;
    private static readonly CounterRandom Random = new(seed: 4, stream: 0);

    [TestMethod]
    [DataRow(false, DisplayName = "spans")]
    [DataRow(true, DisplayName = "pairs")]
    public void GradientsAreDifferencesOfTheLoss(bool arePairs)
    {
        ProbeMatrix[] layers = [Matrix(0), Matrix(1), Matrix(2)];
        // Spans of one word and of several; the second sentence begins at row 4 of the matrix.
        var batch = new EdgeBatch([
            new EdgeSentence(0, 4, [new EdgeExample((0, 2), (3, 4), 0), new EdgeExample((1, 4), (0, 3), 2)]),
            new EdgeSentence(4, 3, [new EdgeExample((2, 3), (0, 2), 1)]),
        ]);
        using var probe = new EdgeProbe(layers, arePairs, Classes, width: 5, seed: 1);
        using var trainer = new Trainer<EdgeBatch>(probe, new TrainerOptions { Dropout = 0, ClippingNorm = null, Optimizer = new Sgd { Momentum = 0 }, Schedule = new LearningRateSchedule(1e-9) { WarmupFraction = 0 } });
        trainer.Step([batch], steps: 10);
        foreach (var (path, tensor) in probe.Parameters)
        {
            var (values, gradient) = (new float[tensor.Shape.Count], new float[tensor.Shape.Count]);
            tensor.CopyTo(values);
            trainer.GradientOf(path).CopyTo(gradient);
            for (var i = 0; i < values.Length; i++)
            {
                const float Step = 1e-2f;
                var expected = (LossAt(i, Step) - LossAt(i, -Step)) / (2 * Step);
                Assert.AreEqual(expected, gradient[i], 1e-4, $"{path}, element {i}");
            }
            tensor.CopyFrom(values);

            double LossAt(int i, float step)
            {
                var moved = values.ToArray();
                moved[i] += step;
                tensor.CopyFrom(moved);
                return trainer.Evaluate(batch);
            }
        }
        Assert.HasCount(arePairs ? 2 + 2 * 4 + 3 : 2 + 4 + 3, probe.Parameters);
        Assert.AreEqual(1, probe.LayerWeights().Sum(), 1e-6);
    }

    [TestMethod]
    public void TheLayerThatKnowsIsTheOneThatIsMixed()
    {
        // The class of a pair is the sign of the first dimension of its second word, in layer 2 alone.
        var (layers, sentences) = Planted(knowing: 2, layers: 4);
        var options = new EdgeProbingOptions { Width = 16, Epochs = 30, LearningRate = 1e-2, Dropout = 0 };
        var trial = new EdgeTrial(sentences[..240], sentences[240..], ["negative", "positive"], arePairs: true, options, threads: 1);
        var (accuracy, weights) = trial.Run(layers, default);
        Assert.IsGreaterThan(0.9, accuracy.Value);
        Assert.AreEqual(2, Array.IndexOf(weights, weights.Max()));
        Assert.IsGreaterThan(0.3, weights[2]);

        var below = trial.Run([layers[0], layers[1]], default).Accuracy;
        Assert.IsTrue(below.Low <= trial.Majority().High, $"{below} is no better than {trial.Majority()}");
        Assert.IsLessThan(accuracy.Low, below.High);
    }

    [TestMethod]
    public void ResultsDoNotDependOnTheNumberOfThreads()
    {
        var (layers, sentences) = Planted(knowing: 0, layers: 2);
        var options = new EdgeProbingOptions { Width = 8, Epochs = 1 };
        var one = new EdgeTrial(sentences[..100], sentences[240..], ["negative", "positive"], arePairs: true, options, threads: 1).Run(layers, default);
        var several = new EdgeTrial(sentences[..100], sentences[240..], ["negative", "positive"], arePairs: true, options, threads: 3).Run(layers, default);
        Assert.AreEqual(one.Accuracy, several.Accuracy);
        CollectionAssert.AreEqual(one.Weights, several.Weights);
    }

    private static ProbeMatrix Matrix(ulong stream) => new(Enumerable.Range(0, 7 * Columns).Select(i => (float)Random.Normal(1000 * stream + (ulong)i)).ToArray(), 7, Columns);

    private static (ProbeMatrix[] Layers, EdgeSentence[] Sentences) Planted(int knowing, int layers)
    {
        const int Count = 300, Words = 4;
        var random = new CounterRandom(seed: 5, stream: 1);
        var values = Enumerable.Range(0, layers).Select(layer => Enumerable.Range(0, Count * Words * Columns).Select(i => (float)random.Normal((ulong)(layer * 100_000 + i))).ToArray()).ToArray();
        var sentences = Enumerable.Range(0, Count).Select(s => new EdgeSentence(s * Words, Words, [Pair(s, 0, 1), Pair(s, 2, 1), Pair(s, 3, 0)])).ToArray();
        return ([.. values.Select(layer => new ProbeMatrix(layer, Count * Words, Columns))], sentences);

        EdgeExample Pair(int sentence, int a, int b) => new((a, a + 1), (b, b + 1), values[knowing][(sentence * Words + b) * Columns] > 0 ? 1 : 0);
    }
}
