namespace Microsoft.ML.Transfer.Core.Tests.Contrastive;

[TestClass]
public sealed class EmbeddingMeasuresTests
{
    [TestMethod]
    public void Nearest_neighbours_are_counted_and_the_loss_is_that_of_all_pairs()
    {
        // cos: 1 and 0 to the first, 0.6 and 0.8 to the second.
        var result = EmbeddingMeasures.NearestNeighbor([1, 0, 0.6f, 0.8f], [7, 7], [1, 0, 0, 1], [7, 9]);
        Assert.AreEqual("nearest-neighbour accuracy", result.Metric);
        Assert.AreEqual(0.5, result.Value);
        Assert.AreEqual((0 + 0 + 0.4 * 0.4 + 0.8 * 0.8) / 4, result.Loss, 1e-6);
    }

    [TestMethod]
    public void Graded_pairs_are_measured_by_the_order_of_their_cosines()
    {
        // Cosines 0, 0.6, 0.8, 1; ranks of the scores 1, 0, 2, 3: 1 - 6 · 2 / (4 · 15).
        var result = EmbeddingMeasures.Graded([1, 0, 1, 0, 1, 0, 1, 0], [0, 1, 0.6f, 0.8f, 0.8f, 0.6f, 1, 0], [0.2f, 0.1f, 0.3f, 0.9f]);
        Assert.AreEqual(0.8, result.Value, 1e-9);
        Assert.AreEqual((0.04 + 0.25 + 0.25 + 0.01) / 4, result.Loss, 1e-6);
    }

    [TestMethod]
    public void Equal_values_share_their_ranks()
    {
        // Ranks 0, 1.5, 1.5, 3 and 0, 1, 2, 3.
        Assert.AreEqual(4.5 / Math.Sqrt(4.5 * 5), EmbeddingMeasures.Spearman([1, 2, 2, 3], [1, 2, 3, 4]), 1e-12);
        Assert.AreEqual(-1.0, EmbeddingMeasures.Spearman([1, 2, 3], [9, 5, -1]), 1e-12);
        Assert.AreEqual(0.0, EmbeddingMeasures.Spearman([1, 1, 1], [1, 2, 3]));
    }

    [TestMethod]
    public void Retrieval_finds_the_own_partner_among_all()
    {
        // Cosines of the first with both seconds: 1, 0; of the second: 1, 0 too, so that its own is the farther.
        var result = EmbeddingMeasures.Retrieval([1, 0, 1, 0], [1, 0, 0, 1], count: 2, scale: 2f);
        Assert.AreEqual(0.5, result.Value);
        Assert.AreEqual((Math.Log(1 + Math.Exp(-2)) + Math.Log(1 + Math.Exp(2))) / 2, result.Loss, 1e-6);
    }
}
