using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tokenizers;

[TestClass]
public sealed class VocabularyTrainerTests
{
    private static readonly string[] Corpus =
    [
        .. Enumerable.Repeat("The lower tide lowers the lowest boats; slower boats go lower.", 20),
        .. Enumerable.Repeat("Caf\u00E9 owners own the newest boats, and the newer boats are slow.", 20),
        .. Enumerable.Repeat("In 1999 the sea was low: 1999 boats waited.", 20),
    ];

    public static IEnumerable<object[]> Kinds => Enum.GetValues<VocabularyKind>().Select(kind => new object[] { kind });

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void TheVocabularyHasItsSizeAndItsSpecialTokens(VocabularyKind kind)
    {
        var tokenizer = VocabularyTrainer.Train(Corpus, new VocabularyTrainingOptions { Kind = kind, VocabularySize = 320, AdditionalSpecialTokens = ["[ENT]"] });
        Assert.IsLessThanOrEqualTo(320, tokenizer.VocabularySize);
        CollectionAssert.AreEqual(new int?[] { 0, 1, 2, 3, 4, 5 }, new[] { "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[ENT]" }.Select(tokenizer.TokenToId).ToArray());
        var encoding = tokenizer.Encode("the lowest boats", "[ENT]");
        Assert.AreEqual(2, encoding.Ids[0]);
        Assert.AreEqual(3, encoding.Ids[^1]);
        Assert.AreEqual(5, encoding.Ids[^2]);
        Assert.DoesNotContain(1, encoding.Ids);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void EqualTextsGiveEqualTokenizers(VocabularyKind kind)
    {
        var options = new VocabularyTrainingOptions { Kind = kind, VocabularySize = 310 };
        var first = VocabularyTrainer.Train(Corpus, options).ToJson();
        CollectionAssert.AreEqual(first, VocabularyTrainer.Train(Corpus, options).ToJson());
        // Counts decide, not the order in which the texts come.
        CollectionAssert.AreEqual(first, VocabularyTrainer.Train(Corpus.Reverse(), options).ToJson());
        CollectionAssert.AreEqual(first, PretrainedTokenizer.FromJson(first, "trained").ToJson());
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void FrequentWordsBecomeOneToken(VocabularyKind kind)
    {
        var tokenizer = VocabularyTrainer.Train(Corpus, new VocabularyTrainingOptions { Kind = kind, VocabularySize = 400 });
        var plain = tokenizer.Encode("go boats", addSpecialTokens: false);
        Assert.AreEqual(1, plain.WordIds.Count(word => word == 1), string.Join(' ', plain.Tokens));
    }

    [TestMethod]
    public void TheFirstMergesAreTheMostFrequentPairs()
    {
        // "ab" stands 6 times, "bc" 5 times; once "ab" is taken "abc" has 5.
        string[] texts = ["abc abc abc abc abc ab"];
        var tokenizer = VocabularyTrainer.Train(texts, new VocabularyTrainingOptions { VocabularySize = 50, MinimumFrequency = 5 });
        CollectionAssert.AreEqual(
            new[] { "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "c", "##a", "##b", "##c", "ab", "abc" },
            Enumerable.Range(0, tokenizer.IdLimit).Select(tokenizer.IdToToken).ToArray());
    }

    [TestMethod]
    public void ByteLevelVocabulariesLoseNothing()
    {
        var tokenizer = VocabularyTrainer.Train(Corpus, new VocabularyTrainingOptions { Kind = VocabularyKind.ByteLevelBytePair, VocabularySize = 350 });
        const string text = "Quite other text: \u4E2D\u6587 \U0001F600\n\tna\u00EFve \u0000 end  ";
        Assert.AreEqual(text, tokenizer.Decode(tokenizer.Encode(text).Ids));
    }

    [TestMethod]
    public void UnigramPiecesDoNotMixLettersAndPunctuation()
    {
        var tokenizer = VocabularyTrainer.Train(Corpus, new VocabularyTrainingOptions { Kind = VocabularyKind.Unigram, VocabularySize = 300 });
        var mixed = Enumerable.Range(5, tokenizer.IdLimit - 5).Select(id => tokenizer.IdToToken(id)!)
            .Where(token => token.Any(char.IsLetter) && token.Any(char.IsPunctuation)).ToArray();
        Assert.IsEmpty(mixed, string.Join(' ', mixed));
    }

    [TestMethod]
    public void TheAlphabetKeepsTheMostFrequentCharacters()
    {
        string[] texts = ["aaaa bbb cc d"];
        var tokenizer = VocabularyTrainer.Train(texts, new VocabularyTrainingOptions { VocabularySize = 50, AlphabetLimit = 2, MinimumFrequency = 100 });
        Assert.IsNotNull(tokenizer.TokenToId("b"));
        Assert.IsNull(tokenizer.TokenToId("c"));
        Assert.AreEqual("[UNK]", tokenizer.Encode("d", addSpecialTokens: false).Tokens[0]);
    }

    [TestMethod]
    public void OptionsOutOfRangeAndEmptyTextsAreErrors()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => VocabularyTrainer.Train(Corpus, new VocabularyTrainingOptions { VocabularySize = 10 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => VocabularyTrainer.Train(Corpus, new VocabularyTrainingOptions { MinimumFrequency = 0 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => VocabularyTrainer.Train(Corpus, new VocabularyTrainingOptions { MaximumPieceLength = 99 }));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => VocabularyTrainer.Train([" "])).Message, "no words");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => VocabularyTrainer.Train(["abcdefghijklmnopqrstuvwxyz 0123456789"], new VocabularyTrainingOptions { VocabularySize = 50 })).Message, "too small");
    }

    [TestMethod]
    public void TrainingCanBeStopped()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => VocabularyTrainer.Train(Corpus, null, stopped.Token));
    }

    [TestMethod]
    public void ANovelGivesAVocabularyForItsLanguage()
    {
        var novel = SharedData.Require("data", "corpus_english_novels", "corpus", "Anon_Clara_1864.txt");
        var tokenizer = VocabularyTrainer.Train(File.ReadLines(novel), new VocabularyTrainingOptions { VocabularySize = 4000 });
        Assert.AreEqual(4000, tokenizer.VocabularySize);
        var encoding = tokenizer.Encode("The garden was dark.", addSpecialTokens: false);
        CollectionAssert.AreEqual(new[] { "the", "garden", "was", "dark", "." }, encoding.Tokens);
    }
}
