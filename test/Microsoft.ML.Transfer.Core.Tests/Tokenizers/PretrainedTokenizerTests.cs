namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Small tokenizers with expectations worked out by hand; they run everywhere.</summary>
[TestClass]
public sealed class PretrainedTokenizerTests
{
    [TestMethod]
    [DataRow("The cats sat.", "[CLS] the cat ##s sat . [SEP]", "0,0 0,3 4,7 7,8 9,12 12,13 0,0")]
    [DataRow("Unbelievable", "[CLS] un ##believ ##able [SEP]", "0,0 0,2 2,8 8,12 0,0")]
    [DataRow("unbelievables", "[CLS] [UNK] [SEP]", "0,0 0,13 0,0")]
    [DataRow("Caf\u00E9 cafe\u0301!", "[CLS] cafe cafe ! [SEP]", "0,0 0,4 5,9 10,11 0,0")]
    [DataRow("\u4E2D\u6587a", "[CLS] \u4E2D \u6587 a [SEP]", "0,0 0,1 1,2 2,3 0,0")]
    [DataRow("\u03A3\u03A3", "[CLS] \u03C3 ##\u03C3 [SEP]", "0,0 0,1 1,2 0,0")]
    [DataRow("a\u0000b \u200Bb", "[CLS] a ##b b [SEP]", "0,0 0,1 2,3 5,6 0,0")]
    [DataRow("the [MASK] cat", "[CLS] the  [MASK] cat [SEP]", "0,0 0,3 3,10 11,14 0,0")]
    [DataRow("\U0001F600 a", "[CLS] [UNK] a [SEP]", "0,0 0,2 3,4 0,0")]
    [DataRow("", "[CLS] [SEP]", "0,0 0,0")]
    [DataRow(" \t\r\n\u00A0", "[CLS] [SEP]", "0,0 0,0")]
    public void WordPieceTokensAndOffsetsAreAsRecorded(string text, string tokens, string offsets)
    {
        var encoding = SmallTokenizers.WordPiece().Encode(text);
        Assert.AreEqual(tokens, string.Join(' ', encoding.Tokens));
        Assert.AreEqual(offsets, string.Join(' ', encoding.Offsets.Select(offset => FormattableString.Invariant($"{offset.Start},{offset.End}"))));
    }

    [TestMethod]
    [DataRow("hello world", "he ll o \u0120w o r l d")]
    [DataRow("h\u00E9", "h \u00C3 \u00A9")]
    [DataRow("he<|end|>  he", "he <|end|> \u0120 \u0120 he")]
    public void ByteLevelTokensAreAsRecorded(string text, string tokens)
    {
        var tokenizer = SmallTokenizers.ByteLevel();
        var encoding = tokenizer.Encode(text);
        Assert.AreEqual(tokens, string.Join(' ', encoding.Tokens));
        Assert.AreEqual(text, tokenizer.Decode(encoding.Ids, skipSpecialTokens: false));
    }

    [TestMethod]
    public void TheBytesOfOneCharacterShareItsOffsets()
    {
        var encoding = SmallTokenizers.ByteLevel().Encode("h\u00E9\U0001F600");
        CollectionAssert.AreEqual(new[] { (0, 1), (1, 2), (1, 2), (2, 4), (2, 4), (2, 4), (2, 4) }, encoding.Offsets);
    }

    [TestMethod]
    [DataRow("hello", "\u2581hell o")]
    [DataRow("he  ll", "\u2581he \u2581 ll")]
    [DataRow("xyo", "\u2581 xy o")]
    public void UnigramTakesTheBestScore(string text, string tokens)
    {
        var encoding = SmallTokenizers.Unigram().Encode(text);
        Assert.AreEqual(tokens, string.Join(' ', encoding.Tokens));
    }

    [TestMethod]
    public void APairHasTypeIdsSequencesAndWords()
    {
        var encoding = SmallTokenizers.WordPiece().Encode("cats", "the cats");
        CollectionAssert.AreEqual(new[] { "[CLS]", "cat", "##s", "[SEP]", "the", "cat", "##s", "[SEP]" }, encoding.Tokens);
        CollectionAssert.AreEqual(new[] { 0, 0, 0, 0, 1, 1, 1, 1 }, encoding.TypeIds);
        CollectionAssert.AreEqual(new[] { -1, 0, 0, -1, 1, 1, 1, -1 }, encoding.SequenceIds);
        CollectionAssert.AreEqual(new[] { -1, 0, 0, -1, 0, 1, 1, -1 }, encoding.WordIds);
        CollectionAssert.AreEqual(new[] { true, false, false, true, false, false, false, true }, encoding.SpecialTokens);
    }

    [TestMethod]
    public void TruncationKeepsTheRestInOverlappingWindows()
    {
        var tokenizer = SmallTokenizers.WordPiece().With(new TruncationOptions(5) { Stride = 1 }, null);
        var encoding = tokenizer.Encode("the cat sat a b");
        Assert.AreEqual("[CLS] the cat sat [SEP]", string.Join(' ', encoding.Tokens));
        Assert.HasCount(1, encoding.Overflow);
        Assert.AreEqual("[CLS] sat a b [SEP]", string.Join(' ', encoding.Overflow[0].Tokens));
    }

    [TestMethod]
    public void TruncationFromTheLeftKeepsTheEnd()
    {
        var tokenizer = SmallTokenizers.WordPiece().With(new TruncationOptions(4) { Side = TextSide.Left }, null);
        var encoding = tokenizer.Encode("the cat sat a b");
        Assert.AreEqual("[CLS] a b [SEP]", string.Join(' ', encoding.Tokens));
        CollectionAssert.AreEqual(new[] { "[CLS] cat sat [SEP]", "[CLS] the [SEP]" }, encoding.Overflow.Select(window => string.Join(' ', window.Tokens)).ToArray());
    }

    [TestMethod]
    public void PaddingFillsToTheLengthAndItsMultiple()
    {
        var padding = new PaddingOptions(0, "[PAD]") { Length = 5, MultipleOf = 4, PadTypeId = 1, Side = TextSide.Left };
        var encoding = SmallTokenizers.WordPiece().With(null, padding).Encode("the");
        Assert.AreEqual("[PAD] [PAD] [PAD] [PAD] [PAD] [CLS] the [SEP]", string.Join(' ', encoding.Tokens));
        CollectionAssert.AreEqual(new[] { 0, 0, 0, 0, 0, 1, 1, 1 }, encoding.AttentionMask);
        CollectionAssert.AreEqual(new[] { 1, 1, 1, 1, 1, 0, 0, 0 }, encoding.TypeIds);
    }

    [TestMethod]
    public void ATextThatIsTooShortToCutIsAnError()
    {
        var tokenizer = SmallTokenizers.WordPiece().With(new TruncationOptions(4) { Strategy = TruncationStrategy.OnlyFirst }, null);
        var error = Assert.ThrowsExactly<ArgumentException>(() => tokenizer.Encode("the", "the cat sat"));
        StringAssert.Contains(error.Message, "first text has 1 tokens");
    }

    [TestMethod]
    public void FastIdsAndFrameEqualTheFullEncoding()
    {
        var tokenizer = SmallTokenizers.WordPiece();
        var ids = new List<int>();
        Assert.AreEqual(5, tokenizer.EncodeIds("The cats sat.", ids));
        var (inputs, typeIds) = tokenizer.BuildInputs([.. ids]);
        var encoding = tokenizer.Encode("The cats sat.");
        CollectionAssert.AreEqual(encoding.Ids, inputs);
        CollectionAssert.AreEqual(encoding.TypeIds, typeIds);
        Assert.AreEqual(2, tokenizer.SpecialTokenCount(pair: false));
        Assert.AreEqual(3, tokenizer.SpecialTokenCount(pair: true));
    }

    [TestMethod]
    [DataRow("\uD800")]
    [DataRow("a\uD83Db")]
    [DataRow("\uDC00\uD800")]
    public void ALoneSurrogateCountsAsReplacementCharacter(string text)
    {
        var replaced = text.Replace('\uD800', '\uFFFD').Replace('\uD83D', '\uFFFD').Replace('\uDC00', '\uFFFD');
        foreach (var tokenizer in new[] { SmallTokenizers.WordPiece(), SmallTokenizers.ByteLevel(), SmallTokenizers.Unigram() })
        {
            var (encoding, expected) = (tokenizer.Encode(text), tokenizer.Encode(replaced));
            CollectionAssert.AreEqual(expected.Ids, encoding.Ids);
            CollectionAssert.AreEqual(expected.Offsets, encoding.Offsets);
        }
    }

    [TestMethod]
    public void EveryTokenizerSurvivesRewriting()
    {
        foreach (var tokenizer in new[] { SmallTokenizers.WordPiece(), SmallTokenizers.ByteLevel(), SmallTokenizers.Unigram() })
        {
            var rewritten = PretrainedTokenizer.FromJson(tokenizer.ToJson(), "rewritten");
            CollectionAssert.AreEqual(tokenizer.ToJson(), rewritten.ToJson());
            CollectionAssert.AreEqual(tokenizer.Encode("hello, the cats!").Ids, rewritten.Encode("hello, the cats!").Ids);
        }
    }

    [TestMethod]
    public void ABatchEqualsItsTextsOneByOne()
    {
        var tokenizer = SmallTokenizers.WordPiece().With(null, new PaddingOptions(0, "[PAD]"));
        string[] texts = ["the cats", "", "un unbelievable cat sat!", "a"];
        var batch = tokenizer.EncodeBatch(texts);
        var longest = batch.Max(encoding => encoding.Ids.Length);
        for (var i = 0; i < texts.Length; i++)
        {
            var alone = tokenizer.Encode(texts[i]).Ids;
            CollectionAssert.AreEqual(alone.Concat(Enumerable.Repeat(0, longest - alone.Length)).ToArray(), batch[i].Ids);
        }
        Assert.IsEmpty(tokenizer.EncodeBatch([]));
    }

    [TestMethod]
    public void PairsEqualThePairsOneByOneAndTheFirstThatCannotBeTruncatedIsTheError()
    {
        var tokenizer = SmallTokenizers.WordPiece();
        (string Text, string? Pair)[] texts = [("the cats", "a"), ("a", null), ("", "un unbelievable cat")];
        var batch = tokenizer.EncodePairs(texts);
        for (var i = 0; i < texts.Length; i++)
        {
            CollectionAssert.AreEqual(tokenizer.Encode(texts[i].Text, texts[i].Pair).Ids, batch[i].Ids);
            CollectionAssert.AreEqual(tokenizer.Encode(texts[i].Text, texts[i].Pair).TypeIds, batch[i].TypeIds);
        }
        var cut = tokenizer.With(new TruncationOptions(4) { Strategy = TruncationStrategy.OnlyFirst }, null);
        var error = Assert.ThrowsExactly<ArgumentException>(() => cut.EncodePairs([("a", null), ("a", "the cats a a a"), ("a", "the cats a a a a a")]));
        Assert.AreEqual(Assert.ThrowsExactly<ArgumentException>(() => cut.Encode("a", "the cats a a a")).Message, error.InnerException!.Message);
        Assert.ThrowsExactly<ArgumentNullException>(() => tokenizer.EncodePairs([(null!, null)]));
    }

    [TestMethod]
    public void GivenWordsKeepTheirNumbers()
    {
        var encoding = SmallTokenizers.WordPiece().EncodeWords(["The", "cats,", " ", "unbelievable"]);
        Assert.AreEqual("[CLS] the cat ##s , un ##believ ##able [SEP]", string.Join(' ', encoding.Tokens));
        CollectionAssert.AreEqual(new[] { -1, 0, 1, 1, 1, 3, 3, 3, -1 }, encoding.WordIds);
        Assert.AreEqual((2, 8), encoding.Offsets[6]);
    }

    [TestMethod]
    public void TokensAndIdsLookEachOtherUp()
    {
        var tokenizer = SmallTokenizers.WordPiece();
        Assert.AreEqual(SmallTokenizers.WordPieceTokens.Length, tokenizer.VocabularySize);
        Assert.AreEqual(0, tokenizer.PadTokenId);
        Assert.AreEqual(5, tokenizer.TokenToId("the"));
        Assert.AreEqual("the", tokenizer.IdToToken(5));
        Assert.IsNull(tokenizer.TokenToId("absent"));
        Assert.IsNull(tokenizer.IdToToken(-1));
        Assert.IsNull(tokenizer.IdToToken(9999));
        Assert.AreEqual("the cats", tokenizer.Decode([2, 5, 6, 7, 9999, 3]));
    }

    [TestMethod]
    public void OneTokenizerServesManyThreads()
    {
        var tokenizer = SmallTokenizers.WordPiece();
        var texts = Enumerable.Range(0, 200).Select(i => string.Concat(Enumerable.Repeat("The caf\u00E9 cats, unbelievable! \u4E2D ", i % 17)) + "a").ToArray();
        var expected = texts.Select(text => tokenizer.Encode(text)).ToArray();
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var encoding = tokenizer.Encode(texts[i % texts.Length]);
            CollectionAssert.AreEqual(expected[i % texts.Length].Ids, encoding.Ids);
            CollectionAssert.AreEqual(expected[i % texts.Length].Offsets, encoding.Offsets);
        });
    }

    [TestMethod]
    public void AMegabyteWithoutSpacesIsEncodedInReasonableTime()
    {
        var text = new string('a', 1_000_000);
        foreach (var tokenizer in new[] { SmallTokenizers.WordPiece(), SmallTokenizers.ByteLevel(), SmallTokenizers.Unigram() })
            Assert.IsNotEmpty(tokenizer.Encode(text).Ids);
    }
}
