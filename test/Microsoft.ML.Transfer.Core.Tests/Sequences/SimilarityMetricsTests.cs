namespace Microsoft.ML.Transfer.Core.Tests.Sequences;

[TestClass]
public sealed class SimilarityMetricsTests
{
    [TestMethod]
    public void The_values_are_those_worked_out_by_hand()
    {
        // x̄ = 3, ȳ = 3.5; Σdxdy = 12, Σdx² = 10, Σdy² = 18; errors 1, 0, -1, 1, 1.5, squared 1, 0, 1, 1, 2.25.
        var metrics = SimilarityMetrics.Of([1, 2, 3, 4, 5], [2, 2, 2, 5, 6.5f]);
        Assert.AreEqual(12 / Math.Sqrt(10 * 18), metrics.Pearson, 1e-12);
        // Ranks 1..5 and 2, 2, 2, 4, 5: Σdxdy = 8, Σdx² = 10, Σdy² = 8.
        Assert.AreEqual(8 / Math.Sqrt(80), metrics.Spearman, 1e-12);
        Assert.AreEqual(1 - 5.25 / 18, metrics.RSquared, 1e-12);
        Assert.AreEqual(Math.Sqrt(1.05), metrics.RootMeanSquaredError, 1e-12);
    }

    [TestMethod]
    public void Any_rising_curve_has_the_ranks_of_a_line()
    {
        var metrics = SimilarityMetrics.Of([1, 10, 100, 1000], [-1, 0, 0.5f, 7]);
        Assert.AreEqual(1, metrics.Spearman, 1e-12);
        Assert.IsLessThan(1, metrics.Pearson);
        Assert.AreEqual(-1, SimilarityMetrics.Of([3, 2, 1], [10, 20, 30]).Pearson, 1e-12);
    }

    [TestMethod]
    public void Where_all_are_alike_there_is_no_correlation()
    {
        var metrics = SimilarityMetrics.Of([1, 2], [3, 3]);
        Assert.IsTrue(double.IsNaN(metrics.Pearson) && double.IsNaN(metrics.Spearman) && double.IsNaN(metrics.RSquared));
        Assert.AreEqual(Math.Sqrt(2.5), metrics.RootMeanSquaredError, 1e-12);
        Assert.IsTrue(double.IsNaN(SimilarityMetrics.Of([1, 1], [3, 4]).Pearson));
    }

    [TestMethod]
    public void Spans_that_do_not_match_are_refused()
    {
        Assert.Throws<ArgumentException>(() => SimilarityMetrics.Of([], []));
        Assert.Throws<ArgumentException>(() => SimilarityMetrics.Of([1], [1, 2]));
    }
}
