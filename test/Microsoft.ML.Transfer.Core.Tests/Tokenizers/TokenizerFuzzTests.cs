using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Whatever UTF-16 comes, tokenizers answer, and their offsets make sense.</summary>
[TestClass]
public sealed class TokenizerFuzzTests
{
    // Characters that tokenizers treat specially, among them lone surrogates, marks, joiners, ideographs and added tokens.
    private static readonly string[] Parts =
    [
        " ", "  ", "\n", "\t", "a", "the", "cats", "unbelievable", "E", "\u00E9", "e\u0301", "\u0323\u0301", "\u4E2D", "\uAC01", "\u1100\u1161", "\u0130", "\u03A3",
        "\uD800", "\uDC00", "\U0001F600", "\U0001D4D7", "\u200D", "\u200B", "\u0000", "\uFFFD", "\uFB01", "\u00A0", "[MASK]", "<|end|>", "<unk>", "[", ",", "''ll", "12", "\u2581",
    ];

    private static readonly Arbitrary<string> Texts = Arb.From(
        Gen.OneOf(Gen.Elements(Parts), ArbMap.Default.GeneratorFor<char>().Select(c => c.ToString())).ListOf().Select(string.Concat));

    public static IEnumerable<object[]> Tokenizers => [["wordpiece"], ["bytes"], ["composing bytes"], ["cl100k"], ["own pattern"], ["unigram"], ["albert"]];

    [TestMethod]
    [DynamicData(nameof(Tokenizers))]
    public void OffsetsLieInTheTextAndAscend(string kind)
    {
        var tokenizer = Create(kind);
        Prop.ForAll(Texts, text =>
        {
            var encoding = tokenizer.Encode(text, addSpecialTokens: false);
            var last = 0;
            foreach (var (start, end) in encoding.Offsets)
            {
                if (start < last || end < start || end > text.Length)
                    return false;
                last = start;
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(60));
    }

    [TestMethod]
    [DynamicData(nameof(Tokenizers))]
    public void FastIdsEqualTheFullEncoding(string kind)
    {
        var tokenizer = Create(kind);
        Prop.ForAll(Texts, text =>
        {
            var ids = new List<int>();
            tokenizer.EncodeIds(text, ids);
            return ids.SequenceEqual(tokenizer.Encode(text, addSpecialTokens: false).Ids);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(60));
    }

    [TestMethod]
    [DataRow("bytes")]
    [DataRow("cl100k")]
    [DataRow("own pattern")]
    public void ByteLevelDecodesToTheTextItEncoded(string kind)
    {
        var tokenizer = Create(kind);
        Prop.ForAll(Texts, text =>
        {
            var wellFormed = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
            return string.Equals(wellFormed, tokenizer.Decode(tokenizer.Encode(text).Ids, skipSpecialTokens: false), StringComparison.Ordinal);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(60));
    }

    [TestMethod]
    public void TruncationNeverExceedsItsLengthAndLosesNothing()
    {
        var whole = SmallTokenizers.WordPiece();
        var cut = whole.With(new TruncationOptions(6), null);
        Prop.ForAll(Texts, text =>
        {
            var encoding = cut.Encode(text);
            var windows = encoding.Overflow.Prepend(encoding).ToArray();
            var plain = windows.SelectMany(window => window.Ids.Where((_, k) => !window.SpecialTokens[k]));
            return windows.All(window => window.Ids.Length <= 6) && plain.SequenceEqual(whole.Encode(text, addSpecialTokens: false).Ids);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(60));
    }

    private static PretrainedTokenizer Create(string kind) => kind switch
    {
        "wordpiece" => SmallTokenizers.WordPiece(),
        "bytes" => SmallTokenizers.ByteLevel(),
        "composing bytes" => SmallTokenizers.ComposingBytes(),
        "cl100k" => SmallTokenizers.SplitBytes(),
        "own pattern" => SmallTokenizers.SplitBytes(@"\p{Lu}?\p{Ll}+|(?<=a)\d|\s\s"),
        "albert" => SmallTokenizers.AlbertLike(),
        _ => SmallTokenizers.Unigram(),
    };
}
