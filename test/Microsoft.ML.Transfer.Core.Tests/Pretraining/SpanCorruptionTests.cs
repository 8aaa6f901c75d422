using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Core.Tests.Pretraining;

[TestClass]
public sealed class SpanCorruptionTests
{
    private const int X = 100;
    private const int Y = 101;
    private const int Z = 102;
    private static readonly int[] Sentinels = [.. Enumerable.Range(X, 30)];

    /// <summary>"Thank you for inviting me to your party last week" with "for inviting" and "last" hidden, as in the paper's figure.</summary>
    [TestMethod]
    public void TheExampleOfThePaper()
    {
        const int Thank = 1, You = 2, For = 3, Inviting = 4, Me = 5, To = 6, Your = 7, Party = 8, Last = 9, Week = 10;
        var pair = new SpanCorruption(new SpanCorruptionOptions(), Sentinels).Corrupt(
            [Thank, You, For, Inviting, Me, To, Your, Party, Last, Week],
            [false, false, true, true, false, false, false, false, true, false]);
        CollectionAssert.AreEqual(new[] { Thank, You, X, Me, To, Your, Party, Y, Week }, pair.Source);
        CollectionAssert.AreEqual(new[] { X, For, Inviting, Y, Last, Z }, pair.Target);
    }

    [TestMethod]
    public void SpansAtTheEndsAreHiddenToo()
    {
        var corruption = new SpanCorruption(new SpanCorruptionOptions(), Sentinels);
        var pair = corruption.Corrupt([1, 2, 3, 4], [true, false, false, true]);
        CollectionAssert.AreEqual(new[] { X, 2, 3, Y }, pair.Source);
        CollectionAssert.AreEqual(new[] { X, 1, Y, 4 }, pair.Target);
        var nothing = corruption.Corrupt([1, 2], [false, false]);
        CollectionAssert.AreEqual(new[] { 1, 2 }, nothing.Source);
        CollectionAssert.AreEqual(new[] { X }, nothing.Target);
    }

    [TestMethod]
    [DataRow(512, 26, 77)]
    [DataRow(100, 5, 15)]
    [DataRow(20, 1, 3)]
    [DataRow(2, 1, 1)]
    public void TheAmountsAreThoseOfT5(int length, int spans, int tokens) =>
        Assert.AreEqual((spans, tokens), new SpanCorruption(new SpanCorruptionOptions(), Sentinels).HiddenOf(length));

    [TestMethod]
    [DataRow(0.15, 3)]
    [DataRow(0.5, 3)]
    [DataRow(0.9, 1)]
    [DataRow(0.3, 1.5)]
    public void SourceAndTargetTogetherAreTheText(double density, double length)
    {
        var corruption = new SpanCorruption(new SpanCorruptionOptions { NoiseDensity = density, MeanSpanLength = length }, Enumerable.Range(1000, 100));
        for (var count = SpanCorruption.ShortestSequence; count < 100; count++)
        {
            int[] ids = [.. Enumerable.Range(1, count)];
            var (spans, tokens) = corruption.HiddenOf(count);
            var (source, target) = corruption.Apply(ids, seed: 1, epoch: 0, example: count);
            Assert.HasCount(count - tokens + spans, source);
            Assert.HasCount(tokens + spans, target);
            Assert.AreEqual(spans, source.Count(id => id >= 1000));
            Assert.IsTrue(source[0] < 1000 && source[^1] >= 1000, "a kept token first, a hidden one last");
            var hidden = new Dictionary<int, List<int>>();
            foreach (var id in target)
            {
                if (id >= 1000)
                    hidden.Add(id, []);
                else
                    hidden[hidden.Keys.Max()].Add(id);
            }
            CollectionAssert.AreEqual(ids, source.SelectMany(id => id >= 1000 ? hidden[id] : [id]).ToArray());
        }
    }

    [TestMethod]
    public void EveryWayToSplitIsAsLikelyAsAnyOther()
    {
        // 6 of 20 tokens in 2 spans: 5 ways for the hidden ones, 13 for the kept ones.
        var corruption = new SpanCorruption(new SpanCorruptionOptions { NoiseDensity = 0.3 }, Sentinels);
        const int Draws = 13000;
        var (ofHidden, ofKept) = (new int[7], new int[15]);
        for (var example = 0; example < Draws; example++)
        {
            var (source, target) = corruption.Apply([.. Enumerable.Range(1, 20)], seed: 2, epoch: 0, example);
            ofHidden[Array.IndexOf(target, Y) - 1]++;
            ofKept[Array.IndexOf(source, X)]++;
        }
        // Five standard deviations of the binomial distribution.
        foreach (var count in ofHidden[1..6])
            Assert.AreEqual(Draws / 5.0, count, 5 * Math.Sqrt(Draws * 0.2 * 0.8));
        foreach (var count in ofKept[1..14])
            Assert.AreEqual(Draws / 13.0, count, 5 * Math.Sqrt(Draws / 13.0 * 12 / 13));
    }

    [TestMethod]
    public void TheSpansFollowFromSeedEpochAndExampleAlone()
    {
        var first = Apply(3, 1, 5);
        CollectionAssert.AreEqual(first, Apply(3, 1, 5));
        foreach (var other in new[] { Apply(4, 1, 5), Apply(3, 2, 5), Apply(3, 1, 6), Apply(3, 5, 1) })
            CollectionAssert.AreNotEqual(first, other);

        static int[] Apply(ulong seed, int epoch, int example) => new SpanCorruption(new SpanCorruptionOptions(), Sentinels).Apply([.. Enumerable.Range(1, 90)], seed, epoch, example).Source;
    }

    [TestMethod]
    public void TheSentinelsAreThoseOfTheTokenizer()
    {
        var pair = SpanCorruption.For(SentinelTokenizer.Create(3), new SpanCorruptionOptions()).Corrupt([1, 2, 3], [true, false, true]);
        CollectionAssert.AreEqual(new[] { SentinelTokenizer.FirstSentinel, 2, SentinelTokenizer.FirstSentinel + 1 }, pair.Source);
        var error = Assert.ThrowsExactly<NotSupportedException>(() => SpanCorruption.For(SmallTokenizers.WordPiece(), new SpanCorruptionOptions()));
        StringAssert.Contains(error.Message, "no sentinels, <extra_id_0>, <extra_id_1>");
    }

    [TestMethod]
    public void WhatCannotBeHiddenIsNamed()
    {
        var corruption = new SpanCorruption(new SpanCorruptionOptions(), [X, Y]);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => corruption.Apply([1], seed: 1, epoch: 0, example: 0)).Message, "at least 2");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => corruption.Apply(new int[100], seed: 1, epoch: 0, example: 0)).Message, "100 tokens 5 spans are hidden, but there are only 2 sentinels: enough for 49 tokens");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => corruption.Corrupt([1, 2, 3, 4, 5], [true, false, true, false, true])).Message, "only 2 sentinels");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => corruption.Corrupt([1, 2], [true])).Message, "each of the 2 tokens");
        Assert.ThrowsExactly<ArgumentException>(() => new SpanCorruption(new SpanCorruptionOptions(), []));
        Assert.ThrowsExactly<ArgumentException>(() => new SpanCorruption(new SpanCorruptionOptions(), [X, X]));
        Assert.AreEqual("NoiseDensity", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SpanCorruptionOptions { NoiseDensity = 1 }).ParamName);
        Assert.AreEqual("MeanSpanLength", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SpanCorruptionOptions { MeanSpanLength = 0.5 }).ParamName);
    }
}
