using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class MultilayerPerceptronTests
{
    private static readonly MultilayerPerceptronProbe Probe = new() { HiddenSize = 16, Epochs = 20, LearningRate = 0.01, BatchSize = 32, Seed = 1 };

    [TestMethod]
    public void ItLearnsWhatNoStraightLineTellsApart()
    {
        var (x, labels) = ExclusiveOr();
        Assert.IsGreaterThan(0.95, Accuracy(Probe.Fit(x, labels, 2), x, labels));
        Assert.IsLessThan(0.65, Accuracy(new LogisticRegressionProbe().Fit(x, labels, 2), x, labels));
    }

    [TestMethod]
    public void ThreadsChangeNoBit()
    {
        var (x, labels) = ExclusiveOr();
        var (one, two) = (new float[x.Rows * 2], new float[x.Rows * 2]);
        var brief = Probe with { Epochs = 2, Dropout = 0.1f };
        brief.Fit(x, labels, 2, threads: 1).Score(x, one);
        brief.Fit(x, labels, 2, threads: 2).Score(x, two);
        CollectionAssert.AreEqual(one, two);
        for (var row = 0; row < x.Rows; row++)
            Assert.AreEqual(1f, one[2 * row] + one[2 * row + 1], 1e-5f);
    }

    /// <summary>The class is whether two numbers have the same sign; far from the origin, in units of very different size.</summary>
    private static (ProbeMatrix X, int[] Labels) ExclusiveOr()
    {
        var random = new CounterRandom(2, 0);
        var (values, labels) = (new float[400 * 2], new int[400]);
        for (var i = 0; i < labels.Length; i++)
        {
            var (a, b) = (random.Normal(2 * (ulong)i), random.Normal(2 * (ulong)i + 1));
            (values[2 * i], values[2 * i + 1], labels[i]) = ((float)(100 * a) + 300, (float)(0.01 * b) - 0.05f, a * b > 0 ? 1 : 0);
        }
        return (new ProbeMatrix(values, labels.Length, 2), labels);
    }

    private static double Accuracy(IFittedProbe probe, ProbeMatrix x, int[] labels)
    {
        var probabilities = new float[x.Rows * 2];
        probe.Score(x, probabilities);
        return Enumerable.Range(0, x.Rows).Average(row => (probabilities[2 * row + 1] > 0.5f ? 1 : 0) == labels[row] ? 1.0 : 0.0);
    }
}
