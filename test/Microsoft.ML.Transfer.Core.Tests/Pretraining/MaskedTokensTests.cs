using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Core.Tests.Pretraining;

[TestClass]
public sealed class MaskedTokensTests
{
    private const int Mask = 4;
    private const int Vocabulary = 1000;
    private const int Sequences = 2000;
    private static readonly int[] Special = [0, 1, 2, 3, Mask];

    // 100 tokens between two special ones; words of 1, 2 and 3 tokens in turn.
    private static readonly int[] Ids = [2, .. Enumerable.Range(100, 100), 3];
    private static readonly int[] Words = [-1, .. Enumerable.Range(0, 100).Select(i => i / 6 * 3 + (i % 6) switch { 0 => 0, < 3 => 1, _ => 2 }), -1];

    [TestMethod]
    public void TheRatesAreThoseOfTheOptions()
    {
        var (masked, replaced, kept) = (0, 0, 0);
        var places = new int[Ids.Length];
        for (var example = 0; example < Sequences; example++)
        {
            var sequence = Apply(new MaskingOptions(), example: example);
            var chosen = Chosen(sequence);
            Assert.HasCount(15, chosen);
            foreach (var i in chosen)
            {
                places[i]++;
                Assert.AreEqual(Ids[i], sequence.Targets[i]);
                masked += sequence.Ids[i] == Mask ? 1 : 0;
                kept += sequence.Ids[i] == Ids[i] ? 1 : 0;
                replaced += sequence.Ids[i] != Mask && sequence.Ids[i] != Ids[i] ? 1 : 0;
            }
            foreach (var i in Enumerable.Range(0, Ids.Length).Except(chosen))
                Assert.AreEqual(Ids[i], sequence.Ids[i], "what is not chosen stays");
        }
        // Five standard deviations of 30,000 draws; a random token is the token itself once in 995 draws.
        var all = 15.0 * Sequences;
        Assert.AreEqual(0.8, masked / all, 0.0116);
        Assert.AreEqual(0.1 * (1 - 1 / 995.0), replaced / all, 0.0087);
        Assert.AreEqual(0.1, kept / all, 0.0087);
        // Each place is as likely as any other: 300 of 2,000 on average.
        foreach (var count in places[1..^1])
            Assert.AreEqual(300, count, 80);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void SpecialTokensAreNeitherMaskedNorDrawn(bool wholeWords)
    {
        int[] ids = [2, 500, 1, 501, 0, 3, Mask, 502, 3];
        int[] words = [-1, 0, 1, 2, 3, -1, 4, 5, -1];
        var mask = new MaskedTokens(new MaskingOptions { Rate = 1, MaskShare = 0, RandomShare = 1, WholeWords = wholeWords }, Mask, Vocabulary, Special);
        for (var example = 0; example < 500; example++)
        {
            var sequence = mask.Apply(ids, words, seed: 1, epoch: 0, example);
            for (var i = 0; i < ids.Length; i++)
            {
                Assert.AreEqual(ids[i] >= 500 ? ids[i] : CrossEntropy.Ignored, sequence.Targets[i]);
                if (ids[i] < 500)
                    Assert.AreEqual(ids[i], sequence.Ids[i]);
                else
                    CollectionAssert.DoesNotContain(Special, sequence.Ids[i]);
            }
        }
        // Neither what the tokenizer put round the text, whatever its id.
        var around = mask.Apply([600, 601, 602], [-1, 0, -1], seed: 1, epoch: 0, example: 0);
        CollectionAssert.AreEqual(new[] { CrossEntropy.Ignored, 601, CrossEntropy.Ignored }, around.Targets);
    }

    [TestMethod]
    public void WordsAreMaskedAsAWhole()
    {
        var options = new MaskingOptions { WholeWords = true };
        var total = 0;
        for (var example = 0; example < Sequences; example++)
        {
            var chosen = Chosen(Apply(options, example: example)).ToHashSet();
            Assert.IsTrue(chosen.Count is > 0 and <= 15);
            total += chosen.Count;
            for (var i = 1; i < Ids.Length - 2; i++)
            {
                if (Words[i] == Words[i + 1])
                    Assert.AreEqual(chosen.Contains(i), chosen.Contains(i + 1), $"tokens {i} and {i + 1} of one word");
            }
        }
        Assert.IsGreaterThan(0.97 * 15 * Sequences, (double)total);
    }

    [TestMethod]
    public void TheMaskFollowsFromSeedEpochAndExampleAlone()
    {
        var options = new MaskingOptions();
        var first = Apply(options, seed: 3, epoch: 1, example: 5);
        var again = Apply(options, seed: 3, epoch: 1, example: 5);
        CollectionAssert.AreEqual(first.Ids, again.Ids);
        CollectionAssert.AreEqual(first.Targets, again.Targets);
        foreach (var other in new[] { Apply(options, seed: 4, epoch: 1, example: 5), Apply(options, seed: 3, epoch: 2, example: 5), Apply(options, seed: 3, epoch: 1, example: 6), Apply(options, seed: 3, epoch: 5, example: 1) })
            CollectionAssert.AreNotEqual(first.Targets, other.Targets);
    }

    [TestMethod]
    public void EachTextHasATokenToPredict()
    {
        var mask = new MaskedTokens(new MaskingOptions(), Mask, Vocabulary, Special);
        Assert.HasCount(1, Chosen(mask.Apply([2, 700, 3], default, seed: 1, epoch: 0, example: 0)));
        Assert.HasCount(0, Chosen(mask.Apply([2, 3], default, seed: 1, epoch: 0, example: 0)));
        Assert.HasCount(0, Chosen(mask.Apply([], default, seed: 1, epoch: 0, example: 0)));
        // A word that is longer than the rate allows is taken where nothing else was.
        var words = new MaskedTokens(new MaskingOptions { WholeWords = true }, Mask, Vocabulary, Special);
        Assert.HasCount(3, Chosen(words.Apply([2, 700, 701, 702, 3], [-1, 0, 0, 0, -1], seed: 1, epoch: 0, example: 0)));
    }

    [TestMethod]
    public void ATokenizerSaysWhatIsSpecial()
    {
        using var files = new TinyModel();
        var tokenizer = PretrainedTokenizer.Load(files.Folder);
        var batches = MaskedTexts.Batches(tokenizer, ["the cat sat on the mat.", "", "a dog ran fast"], new MaskingOptions { Rate = 1, MaskShare = 1, RandomShare = 0 }, seed: 1, maximumLength: 6, tokensPerBatch: 0).ToList();
        Assert.HasCount(2, batches);
        var encoding = tokenizer.With(new TruncationOptions(6), padding: null).Encode("the cat sat on the mat.");
        CollectionAssert.AreEqual(encoding.Ids.Select((id, i) => encoding.SpecialTokens[i] ? CrossEntropy.Ignored : id).ToArray(), batches[0].Classes.ToArray());
        CollectionAssert.AreEqual(encoding.Ids.Select((id, i) => encoding.SpecialTokens[i] ? id : tokenizer.TokenToId("[MASK]")!.Value).ToArray(), batches[0].Tokens.Ids.ToArray());
        Assert.AreEqual(2, MaskedTexts.Batches(tokenizer, ["the cat", "a dog", "it ran"], new MaskingOptions(), seed: 1, maximumLength: 32, tokensPerBatch: 8).Count());
    }

    [TestMethod]
    public void OptionsOutsideTheirRangeAreNamed()
    {
        Assert.AreEqual("Rate", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MaskingOptions { Rate = 0 }).ParamName);
        Assert.AreEqual("MaskShare", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MaskingOptions { MaskShare = 1.1 }).ParamName);
        Assert.AreEqual("RandomShare", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MaskingOptions { RandomShare = -0.1 }).ParamName);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => new MaskedTokens(new MaskingOptions { RandomShare = 0.3 }, Mask, Vocabulary, Special)).Message, "0.8, and of random tokens, 0.3, must be at most 1 together");
        Assert.ThrowsExactly<ArgumentException>(() => new MaskedTokens(new MaskingOptions { WholeWords = true }, Mask, Vocabulary, Special).Apply(Ids, default, seed: 1, epoch: 0, example: 0));
    }

    private static MaskedSequence Apply(MaskingOptions options, ulong seed = 1, int epoch = 0, int example = 0) =>
        new MaskedTokens(options, Mask, Vocabulary, Special).Apply(Ids, Words, seed, epoch, example);

    private static int[] Chosen(MaskedSequence sequence) => [.. Enumerable.Range(0, sequence.Targets.Length).Where(i => sequence.Targets[i] != CrossEntropy.Ignored)];
}
