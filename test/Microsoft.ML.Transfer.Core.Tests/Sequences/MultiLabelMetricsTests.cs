namespace Microsoft.ML.Transfer.Core.Tests.Sequences;

[TestClass]
public sealed class MultiLabelMetricsTests
{
    // Four texts of three labels, the third of which is nowhere.
    private static readonly float[] Targets =
    [
        1, 0, 0,
        1, 1, 0,
        0, 0, 0,
        0, 1, 0,
    ];

    private static readonly float[] Probabilities =
    [
        0.9f, 0.1f, 0.0f,
        0.5f, 0.4f, 0.1f,
        0.2f, 0.1f, 0.3f,
        0.7f, 0.8f, 0.2f,
    ];

    [TestMethod]
    public void The_values_are_those_worked_out_by_hand()
    {
        // First label: 2 right, 1 wrongly predicted; second: 1 right, 1 missing.
        var metrics = MultiLabelMetrics.Of(Probabilities, Targets, 3);
        CollectionAssert.AreEqual(new[] { 4.0 / 5, 2.0 / 3, 0.0 }, metrics.LabelF1.ToArray());
        Assert.AreEqual(6.0 / 8, metrics.MicroF1, 1e-12);
        Assert.AreEqual((4.0 / 5 + 2.0 / 3) / 3, metrics.MacroF1, 1e-12);
        Assert.AreEqual(0.5, metrics.SubsetAccuracy);
        Assert.AreEqual(2.0 / 12, metrics.HammingLoss, 1e-12);
    }

    [TestMethod]
    public void The_threshold_decides_what_is_predicted()
    {
        // The missing label of the second text is found, and the third text is given a label that it has not.
        var metrics = MultiLabelMetrics.Of(Probabilities, Targets, 3, threshold: 0.3f);
        CollectionAssert.AreEqual(new[] { 4.0 / 5, 1.0, 0.0 }, metrics.LabelF1.ToArray());
        Assert.AreEqual(8.0 / 10, metrics.MicroF1, 1e-12);
        Assert.AreEqual(0.5, metrics.SubsetAccuracy);
    }

    [TestMethod]
    public void Nothing_there_and_nothing_predicted_is_right_but_has_no_F1()
    {
        var metrics = MultiLabelMetrics.Of([0, 0], [0, 0], 1);
        Assert.AreEqual(0, metrics.MicroF1);
        Assert.AreEqual(1, metrics.SubsetAccuracy);
        Assert.AreEqual(0, metrics.HammingLoss);
    }

    [TestMethod]
    public void Shapes_that_do_not_match_are_refused()
    {
        Assert.Throws<ArgumentException>(() => MultiLabelMetrics.Of([], [], 1));
        Assert.Throws<ArgumentException>(() => MultiLabelMetrics.Of([1, 0], [1], 1));
        Assert.Throws<ArgumentException>(() => MultiLabelMetrics.Of([1, 0, 1], [1, 0, 1], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => MultiLabelMetrics.Of([1], [1], 0));
    }
}
