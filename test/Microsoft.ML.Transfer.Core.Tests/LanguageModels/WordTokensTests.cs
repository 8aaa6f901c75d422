using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Core.Tests.LanguageModels;

[TestClass]
public sealed class WordTokensTests
{
    [TestMethod]
    public void WordPieceMarksWhatGoesOn()
    {
        var tokenizer = SmallTokenizers.WordPiece();
        var words = WordTokens.Of(tokenizer);
        foreach (var afterBlank in (bool?[])[true, false, null])
        {
            Assert.IsTrue(words.IsWord(Id("the"), afterBlank));
            Assert.IsTrue(words.IsWord(Id("2"), afterBlank));
            Assert.IsFalse(words.IsWord(Id("##s"), afterBlank));
            Assert.IsFalse(words.IsWord(Id("!"), afterBlank));
            Assert.IsFalse(words.IsWord(Id("'"), afterBlank));
            Assert.IsFalse(words.IsWord(Id("[CLS]"), afterBlank));
        }
        Assert.IsTrue(words.IsText(Id("##s")) && words.IsText(Id("!")));
        Assert.IsFalse(words.IsText(Id("[CLS]")));
        Assert.IsFalse(words.IsText(tokenizer.IdLimit));

        int Id(string token) => tokenizer.TokenToId(token)!.Value;
    }

    [TestMethod]
    [DataRow('Ġ', false)]
    [DataRow('Ġ', true)]
    [DataRow('▁', true)]
    public void OtherVocabulariesMarkWhatFollowsABlank(char mark, bool beginsWithBlank)
    {
        var preTokenizer = mark == '▁'
            ? """{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true}"""
            : $$"""{"type": "ByteLevel", "add_prefix_space": {{(beginsWithBlank ? "true" : "false")}}, "trim_offsets": true, "use_regex": true}""";
        var decoder = mark == '▁' ? preTokenizer : """{"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true}""";
        var tokenizer = PretrainedTokenizer.FromJson(System.Text.Encoding.UTF8.GetBytes($$"""
            {"version": "1.0", "truncation": null, "padding": null, "normalizer": null, "pre_tokenizer": {{preTokenizer}}, "post_processor": null, "decoder": {{decoder}},
             "added_tokens": [{"id": 7, "content": "<mask>", "single_word": false, "lstrip": true, "rstrip": false, "normalized": false, "special": true}],
             "model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null, "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false,
               "vocab": {"a": 0, "b": 1, "{{mark}}": 2, "{{mark}}a": 3, "{{mark}}b": 4, ".": 5, "{{mark}}.": 6}, "merges": [["{{mark}}", "a"], ["{{mark}}", "b"], ["{{mark}}", "."]]} }
            """), "marks.json");
        var words = WordTokens.Of(tokenizer);
        CollectionAssert.AreEqual(new[] { 3, 4 }, Words(true));
        CollectionAssert.AreEqual(new[] { 0, 1 }, Words(false));
        CollectionAssert.AreEqual(beginsWithBlank ? new[] { 3, 4 } : [0, 1], Words(null));

        int[] Words(bool? afterBlank) => [.. Enumerable.Range(0, tokenizer.IdLimit).Where(id => words.IsWord(id, afterBlank))];
    }

    [TestMethod]
    public void TheModelsOwnMaskAndTheGeneralOneAreFound()
    {
        var text = MaskedText.Of("The [MASK] of<mask> x [MASK]", "<mask>", part => part.ToLowerInvariant());
        Assert.AreEqual("the <mask> of<mask> x <mask>", text.Text);
        CollectionAssert.AreEqual(
            new MaskedPlace[] { new(4, 6, 4, IsTouched: false, AfterBlank: true), new(13, 6, 13, IsTouched: true, AfterBlank: false), new(22, 6, 22, IsTouched: false, AfterBlank: true) }, text.Places.ToArray());
        Assert.AreEqual("the <mask> of<mask> x <mask>", text.Text);
        Assert.AreEqual("the cat of<mask> x <mask>", text.With(0, "cat", "<mask>"));
        Assert.IsNull(MaskedText.Of("[MASK] x", "<mask>", part => part).Places.Single().AfterBlank);
        Assert.IsEmpty(MaskedText.Of(null, "<mask>", part => part).Places);
    }
}
