using System.Text;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Each normaliser, pre-tokenizer and decoder by itself, against what the reference engine gave for one text with a bit of everything.</summary>
[TestClass]
public sealed class ComponentTests
{
    private const string Text = "Caf\u00E9 e\u0301x, it's 12 \u00BD\uFB01! \u4E2D\u6587 \u3042\u30FC\u0434\u0430 \U0001F600b";

    private static readonly string[] Tokens =
        ["\u2581he", "ll", "##o", "<0xC3>", "<0xA9>", "<0xFF>", "\u0120w", "\u00C3\u00A9", "o</w>", "|", "<pad>", " ,", " n't", "\u2581"];

    [TestMethod]
    [DataRow("{\"type\":\"NFC\"}", "Caf\u00E9 \u00E9x, it's 12 \u00BD\uFB01! \u4E2D\u6587 \u3042\u30FC\u0434\u0430 \U0001F600b")]
    [DataRow("{\"type\":\"NFD\"}", "Cafe\u0301 e\u0301x, it's 12 \u00BD\uFB01! \u4E2D\u6587 \u3042\u30FC\u0434\u0430 \U0001F600b")]
    [DataRow("{\"type\":\"NFKC\"}", "Caf\u00E9 \u00E9x, it's 12 1\u20442fi! \u4E2D\u6587 \u3042\u30FC\u0434\u0430 \U0001F600b")]
    [DataRow("{\"type\":\"NFKD\"}", "Cafe\u0301 e\u0301x, it's 12 1\u20442fi! \u4E2D\u6587 \u3042\u30FC\u0434\u0430 \U0001F600b")]
    [DataRow("{\"type\":\"Lowercase\"}", "caf\u00E9 e\u0301x, it's 12 \u00BD\uFB01! \u4E2D\u6587 \u3042\u30FC\u0434\u0430 \U0001F600b")]
    [DataRow("{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFD\"},{\"type\":\"StripAccents\"}]}", "Cafe ex, it's 12 \u00BD\uFB01! \u4E2D\u6587 \u3042\u30FC\u0434\u0430 \U0001F600b")]
    [DataRow("{\"type\":\"Strip\",\"strip_left\":true,\"strip_right\":true}", "Caf\u00E9 e\u0301x, it's 12 \u00BD\uFB01! \u4E2D\u6587 \u3042\u30FC\u0434\u0430 \U0001F600b")]
    [DataRow("{\"type\":\"Replace\",\"pattern\":{\"String\":\"it\"},\"content\":\"that\"}", "Caf\u00E9 e\u0301x, that's 12 \u00BD\uFB01! \u4E2D\u6587 \u3042\u30FC\u0434\u0430 \U0001F600b")]
    [DataRow("{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"\\\\p{P}+ ?\"},\"content\":\"\"}", "Caf\u00E9 e\u0301xits 12 \u00BD\uFB01\u4E2D\u6587 \u3042\u30FC\u0434\u0430 \U0001F600b")]
    [DataRow("{\"type\":\"Prepend\",\"prepend\":\"\u2581\"}", "\u2581Caf\u00E9 e\u0301x, it's 12 \u00BD\uFB01! \u4E2D\u6587 \u3042\u30FC\u0434\u0430 \U0001F600b")]
    [DataRow("{\"type\":\"Nmt\"}", "Caf\u00E9 e\u0301x, it's 12 \u00BD\uFB01! \u4E2D\u6587 \u3042\u30FC\u0434\u0430 \U0001F600b")]
    [DataRow("{\"type\":\"ByteLevel\"}", "Caf\u00C3\u00A9\u0120e\u00CC\u0123x,\u0120it's\u012012\u0120\u00C2\u00BD\u00EF\u00AC\u0123!\u0120\u00E4\u00B8\u0143\u00E6\u0138\u0129\u0120\u00E3\u0123\u0124\u00E3\u0125\u00BC\u00D0\u00B4\u00D0\u00B0\u0120\u00F0\u0141\u013A\u0122b")]
    [DataRow("{\"type\":\"BertNormalizer\",\"clean_text\":true,\"handle_chinese_chars\":true,\"strip_accents\":null,\"lowercase\":true}", "cafe ex, it's 12 \u00BD\uFB01!  \u4E2D  \u6587  \u3042\u30FC\u0434\u0430 \U0001F600b")]
    [DataRow("{\"type\":\"BertNormalizer\",\"clean_text\":false,\"handle_chinese_chars\":false,\"strip_accents\":true,\"lowercase\":false}", "Cafe ex, it's 12 \u00BD\uFB01! \u4E2D\u6587 \u3042\u30FC\u0434\u0430 \U0001F600b")]
    public void NormalizersRewriteAsTheReferenceDoes(string normalizer, string expected) =>
        Assert.AreEqual(expected, string.Concat(Surface(normalizer, "null").Encode(Text).Tokens));

    [TestMethod]
    [DataRow("{\"type\":\"BertPreTokenizer\"}", "Caf\u00E9|e\u0301x|,|it|'|s|12|\u00BD\uFB01|!|\u4E2D\u6587|\u3042\u30FC\u0434\u0430|\U0001F600b", "0,4 5,8 8,9 10,12 12,13 13,14 15,17 18,20 20,21 22,24 25,29 30,33")]
    [DataRow("{\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"trim_offsets\":true,\"use_regex\":true}", "\u0120Caf\u00C3\u00A9|\u0120e|\u00CC\u0123|x|,|\u0120it|'s|\u012012|\u0120\u00C2\u00BD|\u00EF\u00AC\u0123|!|\u0120\u00E4\u00B8\u0143\u00E6\u0138\u0129|\u0120\u00E3\u0123\u0124\u00E3\u0125\u00BC\u00D0\u00B4\u00D0\u00B0|\u0120\u00F0\u0141\u013A\u0122|b", "0,4 4,6 6,7 7,8 8,9 9,12 12,14 14,17 17,19 19,20 20,21 21,24 24,29 29,32 32,33")]
    [DataRow("{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"prepend_scheme\":\"always\",\"split\":true}", "\u2581Caf\u00E9|\u2581e\u0301x,|\u2581it's|\u258112|\u2581\u00BD\uFB01!|\u2581\u4E2D\u6587|\u2581\u3042\u30FC\u0434\u0430|\u2581\U0001F600b", "0,4 4,9 9,14 14,17 17,21 21,24 24,29 29,33")]
    [DataRow("{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"prepend_scheme\":\"never\",\"split\":false}", "Caf\u00E9\u2581e\u0301x,\u2581it's\u258112\u2581\u00BD\uFB01!\u2581\u4E2D\u6587\u2581\u3042\u30FC\u0434\u0430\u2581\U0001F600b", "0,33")]
    [DataRow("{\"type\":\"Split\",\"pattern\":{\"Regex\":\"[,' ]\"},\"behavior\":\"Removed\",\"invert\":false}", "Caf\u00E9|e\u0301x|it|s|12|\u00BD\uFB01!|\u4E2D\u6587|\u3042\u30FC\u0434\u0430|\U0001F600b", "0,4 5,8 10,12 13,14 15,17 18,21 22,24 25,29 30,33")]
    [DataRow("{\"type\":\"Split\",\"pattern\":{\"Regex\":\"[,' ]\"},\"behavior\":\"Isolated\",\"invert\":false}", "Caf\u00E9| |e\u0301x|,| |it|'|s| |12| |\u00BD\uFB01!| |\u4E2D\u6587| |\u3042\u30FC\u0434\u0430| |\U0001F600b", "0,4 4,5 5,8 8,9 9,10 10,12 12,13 13,14 14,15 15,17 17,18 18,21 21,22 22,24 24,25 25,29 29,30 30,33")]
    [DataRow("{\"type\":\"Split\",\"pattern\":{\"Regex\":\"[,' ]\"},\"behavior\":\"MergedWithPrevious\",\"invert\":false}", "Caf\u00E9 |e\u0301x,| |it'|s |12 |\u00BD\uFB01! |\u4E2D\u6587 |\u3042\u30FC\u0434\u0430 |\U0001F600b", "0,5 5,9 9,10 10,13 13,15 15,18 18,22 22,25 25,30 30,33")]
    [DataRow("{\"type\":\"Split\",\"pattern\":{\"Regex\":\"[,' ]\"},\"behavior\":\"MergedWithNext\",\"invert\":false}", "Caf\u00E9| e\u0301x|,| it|'s| 12| \u00BD\uFB01!| \u4E2D\u6587| \u3042\u30FC\u0434\u0430| \U0001F600b", "0,4 4,8 8,9 9,12 12,14 14,17 17,21 21,24 24,29 29,33")]
    [DataRow("{\"type\":\"Split\",\"pattern\":{\"Regex\":\"[,' ]\"},\"behavior\":\"Contiguous\",\"invert\":false}", "Caf\u00E9| |e\u0301x|, |it|'|s| |12| |\u00BD\uFB01!| |\u4E2D\u6587| |\u3042\u30FC\u0434\u0430| |\U0001F600b", "0,4 4,5 5,8 8,10 10,12 12,13 13,14 14,15 15,17 17,18 18,21 21,22 22,24 24,25 25,29 29,30 30,33")]
    [DataRow("{\"type\":\"Split\",\"pattern\":{\"String\":\"i\"},\"behavior\":\"Removed\",\"invert\":true}", "i", "10,11")]
    [DataRow("{\"type\":\"Digits\",\"individual_digits\":true}", "Caf\u00E9 e\u0301x, it's |1|2| |\u00BD|\uFB01! \u4E2D\u6587 \u3042\u30FC\u0434\u0430 \U0001F600b", "0,15 15,16 16,17 17,18 18,19 19,33")]
    [DataRow("{\"type\":\"Digits\",\"individual_digits\":false}", "Caf\u00E9 e\u0301x, it's |12| |\u00BD|\uFB01! \u4E2D\u6587 \u3042\u30FC\u0434\u0430 \U0001F600b", "0,15 15,17 17,18 18,19 19,33")]
    [DataRow("{\"type\":\"Punctuation\",\"behavior\":\"Contiguous\"}", "Caf\u00E9 e\u0301x|,| it|'|s 12 \u00BD\uFB01|!| \u4E2D\u6587 \u3042\u30FC\u0434\u0430 \U0001F600b", "0,8 8,9 9,12 12,13 13,20 20,21 21,33")]
    [DataRow("{\"type\":\"Whitespace\"}", "Caf\u00E9|e\u0301x|,|it|'|s|12|\u00BD|\uFB01|!|\u4E2D\u6587|\u3042\u30FC\u0434\u0430|\U0001F600|b", "0,4 5,8 8,9 10,12 12,13 13,14 15,17 18,19 19,20 20,21 22,24 25,29 30,32 32,33")]
    [DataRow("{\"type\":\"WhitespaceSplit\"}", "Caf\u00E9|e\u0301x,|it's|12|\u00BD\uFB01!|\u4E2D\u6587|\u3042\u30FC\u0434\u0430|\U0001F600b", "0,4 5,9 10,14 15,17 18,21 22,24 25,29 30,33")]
    [DataRow("{\"type\":\"CharDelimiterSplit\",\"delimiter\":\",\"}", "Caf\u00E9 e\u0301x| it's 12 \u00BD\uFB01! \u4E2D\u6587 \u3042\u30FC\u0434\u0430 \U0001F600b", "0,8 9,33")]
    [DataRow("{\"type\":\"UnicodeScripts\"}", "Caf\u00E9 e|\u0301|x|, |it|'|s |12 \u00BD|\uFB01|! |\u4E2D\u6587 \u3042\u30FC|\u0434\u0430 |\U0001F600|b", "0,6 6,7 7,8 8,10 10,12 12,13 13,15 15,19 19,20 20,22 22,27 27,30 30,32 32,33")]
    [DataRow("{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"WhitespaceSplit\"},{\"type\":\"Digits\",\"individual_digits\":true}]}", "Caf\u00E9|e\u0301x,|it's|1|2|\u00BD|\uFB01!|\u4E2D\u6587|\u3042\u30FC\u0434\u0430|\U0001F600b", "0,4 5,9 10,14 15,16 16,17 18,19 19,21 22,24 25,29 30,33")]
    [DataRow("{\"type\":\"FixedLength\",\"length\":20}", "Caf\u00E9 e\u0301x, it's 12 \u00BD\uFB01|! \u4E2D\u6587 \u3042\u30FC\u0434\u0430 \U0001F600b", "0,20 20,33")]
    public void PreTokenizersCutAsTheReferenceDoes(string preTokenizer, string pieces, string offsets)
    {
        var encoding = Surface("null", preTokenizer).Encode(Text);
        Assert.AreEqual(pieces, string.Join('|', encoding.Tokens));
        Assert.AreEqual(offsets, string.Join(' ', encoding.Offsets.Select(offset => FormattableString.Invariant($"{offset.Start},{offset.End}"))));
    }

    [TestMethod]
    [DataRow("null", "\u2581he ll ##o <0xC3> <0xA9> <0xFF> \u0120w \u00C3\u00A9 o</w> o</w> | <pad> <pad>  ,  n't \u2581 o</w>")]
    [DataRow("{\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"trim_offsets\":true,\"use_regex\":true}", "\u2581hell##o<0xC3><0xA9><0xFF> w\u00E9o</w>o</w>|<pad><pad> , n't\u2581o</w>")]
    [DataRow("{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":true}", "\u2581he llo <0xC3> <0xA9> <0xFF> \u0120w \u00C3\u00A9 o</w> o</w> | <pad> <pad> , n't \u2581 o</w>")]
    [DataRow("{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":false}", "\u2581he llo <0xC3> <0xA9> <0xFF> \u0120w \u00C3\u00A9 o</w> o</w> | <pad> <pad>  ,  n't \u2581 o</w>")]
    [DataRow("{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"prepend_scheme\":\"always\",\"split\":true}", "hell##o<0xC3><0xA9><0xFF>\u0120w\u00C3\u00A9o</w>o</w>|<pad><pad> , n't o</w>")]
    [DataRow("{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"prepend_scheme\":\"never\",\"split\":true}", " hell##o<0xC3><0xA9><0xFF>\u0120w\u00C3\u00A9o</w>o</w>|<pad><pad> , n't o</w>")]
    [DataRow("{\"type\":\"BPEDecoder\",\"suffix\":\"</w>\"}", "\u2581hell##o<0xC3><0xA9><0xFF>\u0120w\u00C3\u00A9o o |<pad><pad> , n't\u2581o")]
    [DataRow("{\"type\":\"CTC\",\"pad_token\":\"<pad>\",\"word_delimiter_token\":\"|\",\"cleanup\":true}", "\u2581hell##o<0xC3><0xA9><0xFF>\u0120w\u00C3\u00A9o</w> ,n't\u2581o</w>")]
    [DataRow("{\"type\":\"ByteFallback\"}", "\u2581hell##o\uFFFD\uFFFD\uFFFD\u0120w\u00C3\u00A9o</w>o</w>|<pad><pad> , n't\u2581o</w>")]
    [DataRow("{\"type\":\"Fuse\"}", "\u2581hell##o<0xC3><0xA9><0xFF>\u0120w\u00C3\u00A9o</w>o</w>|<pad><pad> , n't\u2581o</w>")]
    [DataRow("{\"type\":\"Replace\",\"pattern\":{\"String\":\"\u2581\"},\"content\":\"_\"}", "_hell##o<0xC3><0xA9><0xFF>\u0120w\u00C3\u00A9o</w>o</w>|<pad><pad> , n't_o</w>")]
    [DataRow("{\"type\":\"Strip\",\"content\":\"<\",\"start\":1,\"stop\":1}", "\u2581hell##o0xC3>0xA9>0xFF>\u0120w\u00C3\u00A9o</w>o</w>|pad>pad> , n't\u2581o</w>")]
    [DataRow("{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"Replace\",\"pattern\":{\"String\":\"\u2581\"},\"content\":\" \"},{\"type\":\"ByteFallback\"},{\"type\":\"Fuse\"},{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}]}", "hell##o\uFFFD\uFFFD\uFFFD\u0120w\u00C3\u00A9o</w>o</w>|<pad><pad> , n't o</w>")]
    public void DecodersSpellAsTheReferenceDoes(string decoder, string expected)
    {
        var vocabulary = JsonSerializer.Serialize(Tokens.Select((token, id) => (token, id)).ToDictionary(entry => entry.token, entry => entry.id, StringComparer.Ordinal));
        var tokenizer = Build($"{{\"decoder\": {decoder}, \"model\": {{\"type\": \"WordLevel\", \"unk_token\": \"ll\", \"vocab\": {vocabulary}}}}}");
        Assert.AreEqual(expected, tokenizer.Decode([0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 9, 10, 10, 11, 12, 13, 8], skipSpecialTokens: false));
    }

    /// <summary>A tokenizer whose tokens are the pieces themselves: of a unigram vocabulary that knows nothing.</summary>
    private static PretrainedTokenizer Surface(string normalizer, string preTokenizer) => Build(
        $"{{\"normalizer\": {normalizer}, \"pre_tokenizer\": {preTokenizer}, \"model\": {{\"type\": \"Unigram\", \"unk_id\": 0, \"vocab\": [[\"<unk>\", 0]]}}}}");

    private static PretrainedTokenizer Build(string json)
    {
        var tokenizer = PretrainedTokenizer.FromJson(Encoding.UTF8.GetBytes(json), "component");
        // Every component must survive being written.
        return PretrainedTokenizer.FromJson(tokenizer.ToJson(), "rewritten component");
    }
}
