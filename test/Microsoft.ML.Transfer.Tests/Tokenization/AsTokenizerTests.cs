using System.Buffers;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Tests.Tokenization;

/// <summary>Our tokenizers behind the base class of Microsoft.ML.Tokenizers.</summary>
[TestClass]
public sealed class AsTokenizerTests
{
    private const string Text = "The cats sat, \U0001F600 on caf\u00E9 mats!";

    private static readonly PretrainedTokenizer WordPieces = PretrainedTokenizer.Load(Stage.Folder);

    private static readonly PretrainedTokenizer Bytes = VocabularyTrainer.Train(
        Enumerable.Repeat("the cats sat on the mats", 5), new VocabularyTrainingOptions { Kind = VocabularyKind.ByteLevelBytePair, VocabularySize = 300 });

    public static IEnumerable<object[]> Kinds => [[WordPieces], [Bytes]];

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Ids_tokens_and_offsets_are_those_of_the_encoding(PretrainedTokenizer pretrained)
    {
        var tokenizer = pretrained.AsTokenizer();
        var encoding = pretrained.Encode(Text, addSpecialTokens: false);
        CollectionAssert.AreEqual(encoding.Ids, tokenizer.EncodeToIds(Text).ToArray());
        CollectionAssert.AreEqual(encoding.Ids, tokenizer.EncodeToIds(Text.AsSpan()).ToArray());
        Assert.AreEqual(encoding.Ids.Length, tokenizer.CountTokens(Text));
        var tokens = tokenizer.EncodeToTokens(Text, out var normalized);
        Assert.IsNull(normalized, "Offsets count in the text as given.");
        CollectionAssert.AreEqual(encoding.Ids, tokens.Select(token => token.Id).ToArray());
        CollectionAssert.AreEqual(encoding.Tokens, tokens.Select(token => token.Value).ToArray());
        CollectionAssert.AreEqual(encoding.Offsets, tokens.Select(token => (token.Offset.Start.Value, token.Offset.End.Value)).ToArray());
        CollectionAssert.AreEqual(encoding.Ids, tokenizer.EncodeToTokens(Text.AsSpan(), out _).Select(token => token.Id).ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Every_limit_cuts_between_characters_and_the_parts_give_the_tokens_of_the_whole(PretrainedTokenizer pretrained)
    {
        var tokenizer = pretrained.AsTokenizer();
        var whole = pretrained.Encode(Text, addSpecialTokens: false);
        for (var most = 1; most <= whole.Ids.Length + 1; most++)
        {
            var ids = tokenizer.EncodeToIds(Text, most, out _, out var consumed);
            var index = tokenizer.GetIndexByTokenCount(Text, most, out _, out var count);
            Assert.AreEqual(index, consumed);
            Assert.AreEqual(ids.Count, count);
            Assert.IsLessThanOrEqualTo(most, count);
            CollectionAssert.AreEqual(whole.Ids[..count], ids.ToArray());
            Assert.IsFalse(index < Text.Length && char.IsLowSurrogate(Text[index]));
            CollectionAssert.AreEqual(whole.Ids[..count], pretrained.Encode(Text[..index], addSpecialTokens: false).Ids, $"the first {most}");

            var start = tokenizer.GetIndexByTokenCountFromEnd(Text, most, out _, out var last);
            Assert.IsLessThanOrEqualTo(most, last);
            Assert.IsFalse(start < Text.Length && char.IsLowSurrogate(Text[start]));
            Assert.AreEqual(last == whole.Ids.Length ? 0 : last == 0 ? Text.Length : whole.Offsets[^last].Start, start);
        }
        Assert.AreEqual(Text.Length, tokenizer.GetIndexByTokenCount(Text, whole.Ids.Length, out _, out _));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => tokenizer.GetIndexByTokenCount(Text, 0, out _, out _));
    }

    [TestMethod]
    public void A_character_of_several_tokens_is_taken_whole_or_not_at_all()
    {
        var tokenizer = Bytes.AsTokenizer();
        const string Smile = "a\U0001F600";
        Assert.AreEqual(5, tokenizer.CountTokens(Smile));
        for (var most = 1; most < 5; most++)
            CollectionAssert.AreEqual(Bytes.Encode("a").Ids.Skip(1).SkipLast(1).ToArray(), tokenizer.EncodeToIds(Smile, most, out _, out _).ToArray());
        Assert.AreEqual(3, tokenizer.GetIndexByTokenCountFromEnd(Smile, 3, out _, out var count));
        Assert.AreEqual(0, count);
    }

    [TestMethod]
    public void Ids_decode_to_text_whole_and_into_spans()
    {
        var tokenizer = Bytes.AsTokenizer();
        var ids = tokenizer.EncodeToIds(Text);
        Assert.AreEqual(Text, tokenizer.Decode(ids));
        var room = new char[Text.Length];
        Assert.AreEqual(OperationStatus.Done, tokenizer.Decode(ids, room, out var consumed, out var written));
        Assert.AreEqual((ids.Count, Text.Length), (consumed, written));
        Assert.AreEqual(Text, new string(room));
        for (var size = 0; size < Text.Length; size++)
        {
            Assert.AreEqual(OperationStatus.DestinationTooSmall, tokenizer.Decode(ids, room.AsSpan(0, size), out consumed, out written));
            Assert.IsLessThanOrEqualTo(size, written);
            Assert.AreEqual(Text[..written], new string(room, 0, written));
            Assert.AreEqual(Text[..written], tokenizer.Decode(ids.Take(consumed)));
            Assert.AreEqual(Text[written..], tokenizer.Decode(ids.Skip(consumed)), "Decoding goes on where it stopped.");
        }
        Assert.AreEqual("[CLS]the cat[SEP]".Length, WordPieces.AsTokenizer().Decode(WordPieces.Encode("the cat").Ids).Replace(" ", "", StringComparison.Ordinal).Length + 1, "Special tokens are kept.");
    }

    [TestMethod]
    public void The_files_truncation_and_padding_are_left_aside()
    {
        var limited = WordPieces.With(new TruncationOptions(3), new PaddingOptions(0, "[PAD]") { Length = 9 });
        Assert.AreEqual(4, limited.AsTokenizer().CountTokens("the cat sat on"));
    }

    [TestMethod]
    public void Nothing_is_no_tokens()
    {
        var tokenizer = WordPieces.AsTokenizer();
        Assert.IsEmpty(tokenizer.EncodeToIds(""));
        Assert.IsEmpty(tokenizer.EncodeToIds("", 5, out _, out var consumed));
        Assert.AreEqual(0, consumed);
        Assert.AreEqual("", tokenizer.Decode([]));
        Assert.AreEqual(0, tokenizer.GetIndexByTokenCount("", 1, out _, out _));
        Assert.ThrowsExactly<ArgumentNullException>(() => TokenizerBridge.AsTokenizer(null!));
    }
}
