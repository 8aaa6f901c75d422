using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class TreeMeasureTests
{
    [TestMethod]
    public void RankCorrelationIsThatOfMeanRanks()
    {
        // Ranks 4, 1.5, 5, 1.5, 6, 8, 3, 7 and 3.5, 5, 1.5, 7, 3.5, 7, 1.5, 7: Σ of products of deviations 8, of squares 41.5 and 39.
        Assert.AreEqual(8 / Math.Sqrt(41.5 * 39), RankCorrelation.Of([3, 1, 4, 1, 5, 9, 2, 6], [2, 7, 1, 8, 2, 8, 1, 8])!.Value, 1e-6);
        Assert.AreEqual(1, RankCorrelation.Of([1, 2, 30], [4, 5, 6])!.Value, 1e-12);
        Assert.AreEqual(-1, RankCorrelation.Of([1, 2, 30], [6, 5, 4])!.Value, 1e-12);
        Assert.IsNull(RankCorrelation.Of([1, 1], [1, 2]));
    }

    [TestMethod]
    public void TheSpanningTreeHasTheShortestEdges()
    {
        // 0 –1– 1 –2– 2, 3 is near to 2 but not connected.
        float[] distances = [0, 1, 4, 9, 1, 0, 2, 9, 4, 2, 0, 0.5f, 9, 9, 0.5f, 0];
        CollectionAssert.AreEqual(((int, int)[])[(0, 1), (1, 2)], SpanningTree.Find(distances, 4, [0, 1, 2]));
        Assert.IsEmpty(SpanningTree.Find(distances, 4, []));
    }

    [TestMethod]
    public void TrueDistancesAndDepthsHaveFullScores()
    {
        var scores = Scores(tree => tree.Distances, tree => [.. tree.Tree.Depths.Select(depth => (float)depth)]);
        foreach (var score in (ProbeScore[])[scores.Uuas, scores.DistanceSpearman, scores.RootAccuracy, scores.DepthSpearman])
        {
            Assert.AreEqual(1, score.Value, 1e-12);
            Assert.AreEqual(1, score.Low, 1e-12);
        }
    }

    [TestMethod]
    public void WorseDistancesHaveLessWithAnInterval()
    {
        var scores = Scores(tree => [.. tree.Distances.Select(distance => distance % 3)], tree => [.. tree.Tree.Depths.Select(depth => (float)(depth % 2))]);
        foreach (var score in (ProbeScore[])[scores.Uuas, scores.DistanceSpearman, scores.DepthSpearman])
            Assert.IsTrue(score.Low < score.Value && score.Value < score.High && score.High < 1, $"{score}");
    }

    [TestMethod]
    public void PunctuationIsNotMeasured()
    {
        var tree = new TargetTree(new DependencyTree(Parses.Keys), 0);
        CollectionAssert.AreEqual((int[])[0, 1, 2, 3, 4, 5, 6], tree.Counted);
        // The full stop is nearest to all: with it no edge would be found.
        var distances = tree.Distances.ToArray();
        for (var i = 0; i < 8; i++)
            distances[i * 8 + 7] = distances[7 * 8 + i] = -1;
        var score = SentenceScore.Of(tree, distances, [2, 1, 3, 3, 2, 1, 0, -5]);
        Assert.AreEqual((6, 6, true), (score.Edges, score.EdgesFound, score.FindsRoot));
        Assert.AreEqual(1, score.Depths!.Value, 1e-12);
        Assert.AreEqual(7, score.Distances, 1e-12);
    }

    private static StructuralScores Scores(Func<TargetTree, float[]> distances, Func<TargetTree, float[]> depths) => SentenceScore.Combine(
        [.. DependencyTree.Of(Parses.Random(60)).Where(tree => tree.Length > 4).Select(tree => new TargetTree(tree, 0)).Select(tree => SentenceScore.Of(tree, distances(tree), depths(tree)))], seed: 1);
}
