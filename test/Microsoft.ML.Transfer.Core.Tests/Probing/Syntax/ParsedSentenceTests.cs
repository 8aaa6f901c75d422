using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class ParsedSentenceTests
{
    [TestMethod]
    public void DepthsAndDistancesAreThoseOfTheTree()
    {
        var keys = Parses.Keys;
        CollectionAssert.AreEqual((int[])[2, 1, 3, 3, 2, 1, 0, 1], keys.Depths);
        Assert.AreEqual(6, keys.RootWord);
        Assert.AreEqual(0, keys.Distance(3, 3));
        Assert.AreEqual(2, keys.Distance(2, 3));
        Assert.AreEqual(4, keys.Distance(2, 5), "of – cabinet – keys – old – are");
        Assert.AreEqual(4, keys.Distance(5, 2));
    }

    [TestMethod]
    public void DistancesOfRandomTreesAreShortestPaths()
    {
        foreach (var sentence in Parses.Random(20))
        {
            var n = sentence.Words.Count;
            var shortest = new int[n, n];
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                    shortest[i, j] = i == j ? 0 : sentence.Heads[i] == j || sentence.Heads[j] == i ? 1 : n;
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
                Assert.AreEqual(shortest[i, sentence.RootWord], sentence.Depths[i]);
                for (var j = 0; j < n; j++)
                    Assert.AreEqual(shortest[i, j], sentence.Distance(i, j));
            }
        }
    }

    [TestMethod]
    public void SubtypesBelongToTheirRelation()
    {
        var sentence = new ParsedSentence(["it", "was", "seen"], [2, 2, ParsedSentence.Root], ["nsubj:pass", "auxiliary", "root"]);
        Assert.IsTrue(sentence.HasRelation(0, "nsubj"));
        Assert.IsFalse(sentence.HasRelation(1, "aux"));
        Assert.IsNull(sentence.Feature(0, "Number"));
        Assert.AreEqual("Plur", Parses.Keys.Feature(5, "Number"));
        Assert.IsNull(Parses.Keys.Feature(5, "Num"));
        Assert.IsTrue(Parses.Keys.IsPunctuation(7));
    }

    [TestMethod]
    [DataRow(new[] { 1, 0 }, "have no head", DisplayName = "no root")]
    [DataRow(new[] { -1, -1 }, "have no head", DisplayName = "two roots")]
    [DataRow(new[] { -1, 2 }, "must be another of the 2 words", DisplayName = "outside")]
    [DataRow(new[] { -1, 1 }, "must be another of the 2 words", DisplayName = "itself")]
    [DataRow(new[] { -1 }, "Expected one for each of the 2 words", DisplayName = "too few")]
    public void WhatIsNoTreeIsRefused(int[] heads, string message)
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => new ParsedSentence(["a", "b"], heads, ["x", "y"]));
        StringAssert.Contains(error.Message, message, StringComparison.Ordinal);
    }

    [TestMethod]
    public void ACircleIsRefused()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => new ParsedSentence(["a", "b", "c"], [-1, 2, 1], ["root", "x", "y"]));
        StringAssert.Contains(error.Message, "circle", StringComparison.Ordinal);
    }
}
