using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Core.Tests.Tokenizers;

[TestClass]
public sealed class VocabularyExtensionTests
{
    private static readonly string[] General = [.. Enumerable.Repeat("the green river was in the hills and a cold wind came from the sea with rain and ice", 20)];
    private static readonly string[] Domain =
    [
        .. Enumerable.Repeat("transferase inhibits kinase", 9), .. Enumerable.Repeat("the kinase activates 1234567 ;;; transferases", 7), .. Enumerable.Repeat("rarely", 2), "Kinase Kinase",
    ];

    [TestMethod]
    [DataRow(VocabularyKind.WordPiece)]
    [DataRow(VocabularyKind.ByteLevelBytePair)]
    [DataRow(VocabularyKind.Unigram)]
    public void WordsThatWereSplitAreOneToken(VocabularyKind kind)
    {
        var tokenizer = Train(kind);
        var extension = VocabularyExtension.Of(tokenizer, Domain, 4, 5, CancellationToken.None);
        var extended = extension.Tokenizer;
        // By count, then by name. "the" is whole already, and numbers are no words.
        string[] expected = ["kinase", "inhibits", "transferase", "activates"];
        CollectionAssert.AreEquivalent(expected, extension.Words.ToArray());
        foreach (var text in Domain)
        {
            var (before, after) = (tokenizer.Encode(text), extended.Encode(text));
            CollectionAssert.AreEqual(before.WordIds.Distinct().ToArray(), after.WordIds.Distinct().ToArray(), text);
            Assert.AreEqual(tokenizer.Decode(before.Ids), extended.Decode(after.Ids), text);
        }
        Assert.HasCount(3, extended.Encode("transferase inhibits kinase", addSpecialTokens: false).Ids);
        foreach (var text in General)
            CollectionAssert.AreEqual(tokenizer.Encode(text).Ids, extended.Encode(text).Ids, text);
        CollectionAssert.AreEqual(Enumerable.Range(tokenizer.IdLimit, extension.Tokens.Count).ToArray(), extension.Tokens.Select(token => token.Id).ToArray());
        foreach (var token in extension.Tokens)
        {
            Assert.IsLessThan(tokenizer.IdLimit, token.Pieces.Max());
            Assert.AreEqual(Plain(token.Text), Plain(string.Concat(token.Pieces.Select(piece => tokenizer.IdToToken(piece)))), token.Text);
            Assert.AreEqual(token.Text, extended.IdToToken(token.Id));
        }
        // The other ways to ids, and the file.
        var loaded = PretrainedTokenizer.FromJson(extended.ToJson(), "extended");
        foreach (var text in Domain.Concat(General))
        {
            List<int> ids = [];
            extended.EncodeIds(text, ids);
            CollectionAssert.AreEqual(extended.Encode(text, addSpecialTokens: false).Ids, ids, text);
            CollectionAssert.AreEqual(extended.Encode(text).Ids, loaded.Encode(text).Ids, text);
        }
    }

    [TestMethod]
    public void BytePairsGrowByTheBeginningsOfWordsToo()
    {
        var tokenizer = Train(VocabularyKind.ByteLevelBytePair);
        var extension = VocabularyExtension.Of(tokenizer, Domain, 1, 5, CancellationToken.None);
        Assert.HasCount(1, extension.Words);
        Assert.IsGreaterThan(1, extension.Tokens.Count);
        for (var i = 1; i < extension.Tokens.Count; i++)
            StringAssert.StartsWith(extension.Tokens[i].Text, extension.Tokens[i - 1].Text, StringComparison.Ordinal);
    }

    [TestMethod]
    public void ATokenThatStandsBesideAUnigramModelKeepsItsId()
    {
        var trained = Train(VocabularyKind.Unigram);
        var definition = trained.Definition with { AddedTokens = [.. trained.Definition.AddedTokens, new AddedToken("<beside>", trained.IdLimit + 2) { Special = true }] };
        var tokenizer = new PretrainedTokenizer(definition);
        var extension = VocabularyExtension.Of(tokenizer, Domain, 2, 5, CancellationToken.None);
        Assert.AreEqual(trained.IdLimit + 3, extension.Tokens[0].Id);
        Assert.AreEqual(trained.IdLimit + 2, extension.Tokenizer.TokenToId("<beside>"));
        CollectionAssert.AreEqual(tokenizer.Encode("the <beside> river").Ids, PretrainedTokenizer.FromJson(extension.Tokenizer.ToJson(), "extended").Encode("the <beside> river").Ids);
        Assert.HasCount(1, extension.Tokenizer.Encode("kinase", addSpecialTokens: false).Ids);
    }

    [TestMethod]
    public void WordsThatAreUnknownBecomeKnown()
    {
        var vocabulary = new Vocabulary([new("[UNK]", 0), new("[MASK]", 1), new("the", 2)], "test");
        var tokenizer = new PretrainedTokenizer(new TokenizerDefinition(new WordLevelModel(vocabulary, "[UNK]")) { PreTokenizer = new WhitespaceSplitPreTokenizer() });
        var extension = VocabularyExtension.Of(tokenizer, ["the quick the quick fox", "x1 x1"], 5, 2, CancellationToken.None);
        CollectionAssert.AreEqual(new[] { "quick" }, extension.Words.ToArray());
        CollectionAssert.AreEqual(new[] { 2, 3, 0 }, extension.Tokenizer.Encode("the quick fox").Ids);
        CollectionAssert.AreEqual(new[] { 0 }, extension.Tokens[0].Pieces.ToArray());
    }

    [TestMethod]
    public void WhereNoWordIsFrequentEnoughNothingChanges()
    {
        var tokenizer = Train(VocabularyKind.WordPiece);
        var extension = VocabularyExtension.Of(tokenizer, Domain, 10, 100, CancellationToken.None);
        Assert.AreSame(tokenizer, extension.Tokenizer);
        Assert.IsEmpty(extension.Tokens);
    }

    private static PretrainedTokenizer Train(VocabularyKind kind) =>
        VocabularyTrainer.Train([.. General, "abcdefghijklmnopqrstuvwxyz 0123456789 ;K"], new VocabularyTrainingOptions { Kind = kind, VocabularySize = kind == VocabularyKind.ByteLevelBytePair ? 320 : 110, Lowercase = kind != VocabularyKind.ByteLevelBytePair });

    private static string Plain(string token) => token.Replace("##", "", StringComparison.Ordinal);
}
