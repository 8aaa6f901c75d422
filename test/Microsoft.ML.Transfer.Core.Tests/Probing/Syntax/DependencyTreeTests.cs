using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class DependencyTreeTests
{
    [TestMethod]
    public void DepthsAndDistancesAreThoseOfTheTree()
    {
        var keys = new DependencyTree(Parses.Keys);
        CollectionAssert.AreEqual((int[])[2, 1, 3, 3, 2, 1, 0, 1], keys.Depths);
        Assert.AreEqual(6, keys.RootWord);
        Assert.AreEqual(0, keys.Distance(3, 3));
        Assert.AreEqual(2, keys.Distance(2, 3));
        Assert.AreEqual(4, keys.Distance(2, 5), "of – cabinet – keys – old – are");
        Assert.AreEqual(4, keys.Distance(5, 2));
        Assert.IsTrue(keys.IsPunctuation(7));
    }

    [TestMethod]
    public void DistancesOfRandomTreesAreShortestPaths()
    {
        foreach (var tree in DependencyTree.Of(Parses.Random(20)))
        {
            var n = tree.Length;
            var shortest = new int[n, n];
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                    shortest[i, j] = i == j ? 0 : tree.Heads[i] == j || tree.Heads[j] == i ? 1 : n;
            }
            // Floyd and Warshall.
            for (var k = 0; k < n; k++)
            {
                for (var i = 0; i < n; i++)
                {
                    for (var j = 0; j < n; j++)
                        shortest[i, j] = Math.Min(shortest[i, j], shortest[i, k] + shortest[k, j]);
                }
            }
            for (var i = 0; i < n; i++)
            {
                Assert.AreEqual(shortest[i, tree.RootWord], tree.Depths[i]);
                for (var j = 0; j < n; j++)
                    Assert.AreEqual(shortest[i, j], tree.Distance(i, j));
            }
        }
    }

    [TestMethod]
    public void SubtypesBelongToTheirRelation()
    {
        var tree = new DependencyTree(Parses.Of(["it", "was", "seen"], [3, 3, 0], ["nsubj:pass", "auxiliary", "root"]));
        Assert.IsTrue(tree.HasRelation(0, "nsubj"));
        Assert.IsFalse(tree.HasRelation(1, "aux"));
    }

    [TestMethod]
    [DataRow(new[] { 2, 1, 1 }, "0 words have no head", DisplayName = "no root")]
    [DataRow(new[] { 0, 0, 1 }, "2 words have no head", DisplayName = "two roots")]
    [DataRow(new[] { 0, 4, 1 }, "the head of 'b' is word 4; it must be another of the 3 words", DisplayName = "outside")]
    [DataRow(new[] { 0, 2, 1 }, "the head of 'b' is word 2; it must be another of the 3 words", DisplayName = "itself")]
    [DataRow(new[] { 0, 3, 2 }, "the heads from 'b' on lead round in a circle", DisplayName = "circle")]
    public void WhatIsNoTreeIsRefused(int[] heads, string message)
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => new DependencyTree(Parses.Of(["a", "b", "c"], heads)));
        StringAssert.Contains(error.Message, "In the sentence on line 1 " + message, StringComparison.Ordinal);
    }

    [TestMethod]
    public void AWordWithoutAHeadIsRefused()
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => new DependencyTree(Parses.Read("1\ta\t_\t_\t_\t_\t_\t_\t_\t_")));
        StringAssert.Contains(error.Message, "'a' has no head", StringComparison.Ordinal);
    }
}
