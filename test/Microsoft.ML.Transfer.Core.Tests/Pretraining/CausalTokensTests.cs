using System.Text.Json.Nodes;
using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Core.Tests.Pretraining;

[TestClass]
public sealed class CausalTokensTests
{
    private const int Begin = 90;
    private const int End = 91;
    private static readonly CausalTokens Tokens = new([Begin], [End]);

    [TestMethod]
    public void TargetsAreTheTokensShiftedByOne()
    {
        var sequence = Tokens.OfText([1, 2, 3], maximumLength: 8).Single();
        CollectionAssert.AreEqual(new[] { Begin, 1, 2, 3 }, sequence.Ids);
        CollectionAssert.AreEqual(new[] { 1, 2, 3, End }, sequence.Targets);
        var passage = Tokens.OfPassage([1, 2, 3], maximumLength: 8).Single();
        CollectionAssert.AreEqual(new[] { Begin, 1, 2 }, passage.Ids);
        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, passage.Targets);
    }

    [TestMethod]
    public void ALongTextIsSplitSoThatEveryTokenIsPredictedOnce()
    {
        var sequences = Tokens.OfText([1, 2, 3, 4, 5], maximumLength: 4);
        Assert.HasCount(2, sequences);
        CollectionAssert.AreEqual(new[] { Begin, 1, 2, 3 }, sequences[0].Ids);
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4 }, sequences[0].Targets);
        CollectionAssert.AreEqual(new[] { 4, 5 }, sequences[1].Ids);
        CollectionAssert.AreEqual(new[] { 5, End }, sequences[1].Targets);
        for (var length = 1; length < 9; length++)
        {
            var all = Tokens.OfText([1, 2, 3, 4, 5], length);
            CollectionAssert.AreEqual(new[] { 1, 2, 3, 4, 5, End }, all.SelectMany(sequence => sequence.Targets).ToArray());
            Assert.IsTrue(all.All(sequence => sequence.Ids.Length <= length && sequence.Ids.Length == sequence.Targets.Length));
        }
    }

    [TestMethod]
    public void AnEmptyTextHasOnlyItsEndToPredict()
    {
        CollectionAssert.AreEqual(new[] { End }, Tokens.OfText([], maximumLength: 4).Single().Targets);
        Assert.IsEmpty(Tokens.OfPassage([], maximumLength: 4));
    }

    [TestMethod]
    public void TheSpecialTokensAreThoseOfTheTokenizer()
    {
        var bert = CausalTokens.For(SmallTokenizers.WordPiece()).OfText([7], maximumLength: 9).Single();
        CollectionAssert.AreEqual(new[] { 2, 7 }, bert.Ids);
        CollectionAssert.AreEqual(new[] { 7, 3 }, bert.Targets);
        var gpt = CausalTokens.For(Bytes("<|endoftext|>")).OfText([7], maximumLength: 9).Single();
        CollectionAssert.AreEqual(new[] { 259, 7 }, gpt.Ids);
        CollectionAssert.AreEqual(new[] { 7, 259 }, gpt.Targets);
        // Only the end is in its template.
        CollectionAssert.AreEqual(new[] { SentinelTokenizer.End, 7 }, CausalTokens.For(SentinelTokenizer.Create(sentinels: 0)).OfText([7], maximumLength: 9).Single().Ids);
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => CausalTokens.For(Bytes("<|other|>"))).Message, "<|endoftext|>, </s>");
    }

    [TestMethod]
    public void TextsArePackedUpToABudget()
    {
        var tokenizer = SmallTokenizers.WordPiece();
        string[] texts = ["the cat sat", "", "the", "cats sat !"];
        // 4, 1, 2 and 5 tokens are read.
        var batches = CausalTexts.Batches(tokenizer, texts, maximumLength: 4, tokensPerBatch: 7).ToList();
        CollectionAssert.AreEqual(new[] { 7, 5 }, batches.Select(batch => batch.Tokens.TokenCount).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 4, 5, 7 }, batches[0].Tokens.Offsets.ToArray());
        CollectionAssert.AreEqual(new[] { 2, 5, 6, 8, 2, 2, 5 }, batches[0].Tokens.Ids.ToArray());
        CollectionAssert.AreEqual(new[] { 5, 6, 8, 3, 3, 5, 3 }, batches[0].Classes.ToArray());
        CollectionAssert.AreEqual(new[] { 0, 4, 5 }, batches[1].Tokens.Offsets.ToArray());
        CollectionAssert.AreEqual(new[] { 6, 7, 8, 14, 3 }, batches[1].Classes.ToArray());
        Assert.HasCount(5, CausalTexts.Batches(tokenizer, texts, maximumLength: 4, tokensPerBatch: 0).ToList());
    }

    private static PretrainedTokenizer Bytes(string end)
    {
        var json = SmallTokenizers.ByteLevelJson().ToJsonString().Replace("\\u003C|end|\\u003E", end, StringComparison.Ordinal).Replace("<|end|>", end, StringComparison.Ordinal);
        return PretrainedTokenizer.FromJson(SmallTokenizers.Bytes(JsonNode.Parse(json)!), "bytes.json");
    }
}
