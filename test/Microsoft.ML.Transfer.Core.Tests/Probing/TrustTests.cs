using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class TrustTests
{
    [TestMethod]
    public void AControlTaskHasOneLabelATypeInTheFrequenciesOfTheReal()
    {
        int[] types = [.. Enumerable.Range(0, 20_000).Select(row => row % 4000)];
        int[] labels = [.. types.Select(type => type % 10 == 0 ? 2 : type % 2)];
        var control = ControlTask.Labels(labels, types, seed: 1);
        Assert.IsTrue(control.Zip(types).GroupBy(pair => pair.Second).All(ofType => ofType.Select(pair => pair.First).Distinct().Count() == 1));
        for (var label = 0; label < 3; label++)
            Assert.AreEqual(labels.Count(l => l == label), control.Count(l => l == label), 0.03 * labels.Length);
        // No more alike than chance: 0.1² + 0.4² + 0.5².
        Assert.AreEqual(0.42, control.Zip(labels).Count(pair => pair.First == pair.Second) / 20_000.0, 0.03);
        CollectionAssert.AreNotEqual(control, ControlTask.Labels(labels, types, seed: 2));
    }

    [TestMethod]
    public void BaselinesLearnFromTrainingRowsOnly()
    {
        // Two groups of three rows, a fold each; group 0 is all of class 1, group 1 mostly of class 0. Type 9 occurs in one group only.
        int[] groups = [0, 0, 0, 1, 1, 1];
        int[] labels = [1, 1, 1, 0, 0, 1];
        int[] types = [5, 5, 6, 5, 9, 6];
        var folds = GroupedFolds.Create(groups, 2, seed: 0);
        CollectionAssert.AreEqual(new[] { 0, 0, 0, 1, 1, 1 }, Baselines.Majority(labels, 2, folds));
        CollectionAssert.AreEqual(new[] { 0, 0, 1, 1, 1, 1 }, Baselines.WordType(labels, types, 2, folds));
    }

    [TestMethod]
    public void IntervalsAreOfGroups()
    {
        // 100 groups of 10 rows that are all right or all wrong: the deviation of the mean is that of 100 draws, 0.05, not of 1000.
        int[] groups = [.. Enumerable.Range(0, 1000).Select(row => row / 10)];
        int[] predictions = [.. groups.Select(group => group % 2)];
        var score = new GroupBootstrap(groups, seed: 1).Accuracy(new int[1000], predictions);
        Assert.AreEqual(0.5, score.Value);
        Assert.AreEqual(0.5 - 1.96 * 0.05, score.Low, 0.015);
        Assert.AreEqual(0.5 + 1.96 * 0.05, score.High, 0.015);
        var rows = new GroupBootstrap([.. Enumerable.Range(0, 1000)], seed: 1).Accuracy(new int[1000], predictions);
        Assert.AreEqual(0.5 - 1.96 * 0.0158, rows.Low, 0.006);
        Assert.AreEqual(new ProbeScore(1, 1, 1), new GroupBootstrap(groups, seed: 1).Accuracy(groups, groups));
    }

    [TestMethod]
    public void AnyMeasureHasAnIntervalOverGroups()
    {
        var bootstrap = new Bootstrap(groups: 400, seed: 1);
        double[] right = [.. Enumerable.Range(0, 400).Select(group => group % 4 == 0 ? 0.0 : 2)], all = [.. Enumerable.Repeat(2.0, 400)];
        // 400 draws of which three in four are right: a deviation of √(0.75 · 0.25 / 400) = 0.0217.
        var ratio = bootstrap.Ratio(right, all);
        Assert.AreEqual(0.75, ratio.Value);
        Assert.AreEqual(0.75 - 1.96 * 0.0217, ratio.Low, 0.006);
        Assert.AreEqual(0.75 + 1.96 * 0.0217, ratio.High, 0.006);
        // The same samples, whatever is measured.
        Assert.AreEqual(ratio, bootstrap.Score(drawn => drawn.Zip(right, (times, value) => times * value).Sum() / drawn.Sum(times => 2.0 * times)));
        Assert.AreEqual(ratio, new GroupBootstrap([.. Enumerable.Range(0, 400)], seed: 1).Mean(Array.ConvertAll(right, value => value / 2)));
        Assert.AreEqual(new ProbeScore(0, 0, 0), bootstrap.Ratio(new double[400], new double[400]));
    }

    [TestMethod]
    public void TheOnlineCodeIsTheSumOfItsBlocks()
    {
        // 1000 groups of one row. Blocks end at 1, 2, 4, 8, 16, 32, 63, 125, 250, 500 and 1000 rows; the probe always says 0.7 for class 0.
        int[] groups = [.. Enumerable.Range(0, 1000)];
        int[] labels = [.. Enumerable.Range(0, 1000).Select(row => row % 4 == 0 ? 1 : 0)];
        var (order, ends) = OnlineCode.Plan(groups, seed: 5);
        CollectionAssert.AreEqual(new[] { 1, 2, 4, 8, 16, 32, 63, 125, 250, 500, 1000 }, ends);
        var probe = new ConstantProbe([0.7f, 0.2f, 0.1f]);
        var code = OnlineCode.Measure(probe, new ProbeMatrix(new float[1000], 1000, 1), labels, 3, groups, seed: 5, new RowBuffer(), threads: null, CancellationToken.None);
        var expected = Math.Log2(3);
        for (var block = 1; block < ends.Count; block++)
        {
            for (var i = ends[block - 1]; i < ends[block]; i++)
                expected -= Math.Log2((ends[block - 1] * (labels[order[i]] == 0 ? 0.7 : 0.2) + 1) / (ends[block - 1] + 3));
        }
        Assert.AreEqual(expected, code.Bits, 1e-3);
        Assert.AreEqual(1000 * Math.Log2(3), code.UniformBits, 1e-9);
        Assert.AreEqual(code.UniformBits / code.Bits, code.Compression);
        CollectionAssert.AreEqual(new[] { 1, 2, 4, 8, 16, 32, 63, 125, 250, 500 }, probe.Rows);
    }

    [TestMethod]
    public void GroupsAreSentWhole()
    {
        int[] groups = [.. Enumerable.Range(0, 300).Select(row => row / 7)];
        var (order, ends) = OnlineCode.Plan(groups, seed: 2);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 300).ToArray(), order);
        foreach (var end in ends.SkipLast(1))
            Assert.AreNotEqual(groups[order[end - 1]], groups[order[end]]);
        Assert.AreEqual(300, ends[^1]);
    }

    [TestMethod]
    public void ConfusionIsCounted()
    {
        var counts = ConfusionCounts.Of([0, 0, 1, 1, 1, 2], [0, 1, 1, 1, 0, 1], 4);
        Assert.AreEqual(0.5, counts.Accuracy);
        Assert.AreEqual(1, counts[2, 1]);
        Assert.AreEqual(4.0 / 7, counts.F1(1), 1e-12);
        // The class that occurs nowhere has no part in the mean.
        Assert.AreEqual((0.5 + 4.0 / 7 + 0) / 3, counts.MacroF1, 1e-12);
    }

    /// <summary>Says the same of every row, and notes how many it was trained on.</summary>
    private sealed class ConstantProbe(float[] probabilities) : IProbe, IFittedProbe
    {
        public List<int> Rows { get; } = [];

        public string Name => "constant";

        public int Classes => probabilities.Length;

        public int Columns => 1;

        public IFittedProbe Fit(ProbeMatrix x, ReadOnlyMemory<int> labels, int classes, IFittedProbe? start = null, int? threads = null, CancellationToken cancellation = default)
        {
            Rows.Add(x.Rows);
            return this;
        }

        public void Score(ProbeMatrix x, Span<float> target)
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = probabilities[i % probabilities.Length];
        }
    }
}
