using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.QuestionAnswering;

[TestClass]
public sealed class QuestionReaderTests
{
    // 16 tokens: [CLS] cat [SEP], 12 of the context, [SEP].
    private const int Length = 16;

    private readonly TinyModel _folder = new();
    private readonly TunedModel _model;

    public QuestionReaderTests() => _model = TunedModel.LoadNew(_folder.Folder, SpanModel.Head, seed: 1, hub: null);

    [TestCleanup]
    public void Free()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [TestMethod]
    public void A_long_context_is_read_in_windows_that_overlap_by_the_stride()
    {
        var context = string.Join(' ', Enumerable.Range('a', 26).Select(c => (char)c));
        var read = new QuestionReader(_model, Length, stride: 4).Read([("cat", context)])[0];
        // 12 tokens, of which 4 are repeated: 0-11, 8-19, 16-25.
        CollectionAssert.AreEqual(new[] { (3, 0, 12), (3, 8, 12), (3, 16, 10) }, read.Windows.Select(window => (window.ContextStart, window.FirstToken, window.TokenCount)).ToArray());
        Assert.HasCount(26, read.Tokens);
        Assert.AreEqual(context.Replace(" ", "", StringComparison.Ordinal), string.Concat(read.Tokens.Select(token => context[token.Start..token.End])));
        // Each window's own tokens are those of the list.
        foreach (var window in read.Windows)
        {
            for (var i = 0; i < window.TokenCount; i++)
                Assert.AreEqual(_model.Tokenizer.TokenToId(context[read.Tokens[window.FirstToken + i].Start].ToString()), window.Sequence.Ids[window.ContextStart + i]);
        }
    }

    [TestMethod]
    public void The_answer_is_the_target_of_the_windows_that_hold_all_of_it()
    {
        var context = string.Join(' ', Enumerable.Range('a', 26).Select(c => (char)c));
        var read = new QuestionReader(_model, Length, stride: 4).Read([("cat", context)])[0];
        // k and l are tokens 10 and 11, in the first two windows; l and m are not in the first.
        CollectionAssert.AreEqual(new[] { (13, 14), (5, 6), (0, 0) }, Targets(read.WithAnswer("k l", context.IndexOf('k', StringComparison.Ordinal))!));
        CollectionAssert.AreEqual(new[] { (0, 0), (6, 7), (0, 0) }, Targets(read.WithAnswer("l m", context.IndexOf('l', StringComparison.Ordinal))!));
        CollectionAssert.AreEqual(new[] { (0, 0), (0, 0), (0, 0) }, Targets(read.WithAnswer("", 0)!));
        Assert.IsNull(read.WithAnswer(" ", 1));
        Assert.HasCount(3, read.Apart().ToList());
    }

    [TestMethod]
    public void An_answer_within_a_word_takes_the_tokens_that_it_touches()
    {
        var read = new QuestionReader(_model, Length, stride: 4).Read([("cat", "the cats ran")])[0];
        // the, cat, ##s, ran
        CollectionAssert.AreEqual(new[] { (4, 5) }, Targets(read.WithAnswer("ats", 5)!));
        CollectionAssert.AreEqual(new[] { (5, 5) }, Targets(read.WithAnswer("s", 7)!));
    }

    [TestMethod]
    public void A_question_that_is_too_long_is_cut_to_half_of_the_room()
    {
        var read = new QuestionReader(_model, Length, stride: null).Read([(string.Concat(Enumerable.Repeat("cat ", 100)), "a b c d e f g h i")])[0];
        // Of 13 tokens beside the special ones 6 are the question's.
        CollectionAssert.AreEqual(new[] { (8, 0, 7), (8, 4, 5) }, read.Windows.Select(window => (window.ContextStart, window.FirstToken, window.TokenCount)).ToArray());
        Assert.IsTrue(read.Windows.All(window => window.Sequence.Ids.Length <= Length));
    }

    [TestMethod]
    public void A_stride_of_half_of_the_room_is_refused()
    {
        _ = new QuestionReader(_model, Length, stride: 6);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new QuestionReader(_model, Length, stride: 7));
        StringAssert.Contains(error.Message, "must be below 7", StringComparison.Ordinal);
    }

    private static (int, int)[] Targets(ReadQuestion question) => [.. question.Windows.Select(window => (window.Start, window.End))];
}
