using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class LinkCountsTests
{
    private static readonly WordLink[] Links = [new(0, 1, 0), new(1, 2, 0), new(3, 2, 0)];

    [TestMethod]
    public void WhatIsBestOnOneHalfIsScoredOnTheOther()
    {
        var counts = new LinkCounts(kinds: 1, finders: 2, longestOffset: 2);
        // The first finder finds all of the first half and one of the second; the other one of the first and two of the second.
        Add(half: 0, [1, 2, -1, 2], [1, 0, -1, 0]);
        Add(half: 1, [1, 0, -1, 0], [1, 2, -1, 0]);
        Assert.AreEqual(6, counts.Links(0));
        Assert.AreEqual((4, 3), (counts.Found(0, 0), counts.Found(0, 1)));
        Assert.AreEqual((0, 1 + 1), counts.BestFinder(0));

        void Add(int half, int[] first, int[] second)
        {
            counts.AddLinks(half, Links, words: 4);
            counts.AddFound(half, Links, finder: 0, first);
            counts.AddFound(half, Links, finder: 1, second);
        }
    }

    [TestMethod]
    public void OffsetsStopAtTheEndOfTheSentence()
    {
        var counts = new LinkCounts(kinds: 1, finders: 1, longestOffset: 3);
        // The next word is right for two of three; two further on for the one before the last, as nothing comes after the last.
        WordLink[] links = [new(0, 1, 0), new(1, 2, 0), new(2, 0, 0)];
        counts.AddLinks(half: 0, links, words: 3);
        counts.AddLinks(half: 1, links, words: 3);
        Assert.AreEqual((1, 4), counts.BestOffset(0));
        Assert.AreEqual(0, new LinkCounts(1, 1, 1).Links(0));
    }

    [TestMethod]
    public void CountsOfPartsAddUp()
    {
        var (a, b) = (new LinkCounts(1, 1, 1), new LinkCounts(1, 1, 1));
        a.AddLinks(0, Links, 4);
        b.AddLinks(1, Links, 4);
        b.AddFound(1, Links, 0, [1, 0, 0, 2]);
        a.Add(b);
        Assert.AreEqual((6, 2), (a.Links(0), a.Found(0, 0)));
        Assert.AreEqual((1, 4), a.BestOffset(0));
    }
}
