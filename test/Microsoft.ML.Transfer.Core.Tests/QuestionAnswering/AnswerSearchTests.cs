namespace Microsoft.ML.Transfer.Core.Tests.QuestionAnswering;

[TestClass]
public sealed class AnswerSearchTests
{
    // Windows of [CLS] and the tokens 0-2, and [CLS] and the tokens 2-3.
    private static readonly ReadQuestion Question = new("a b c d", [(0, 1), (2, 3), (4, 5), (6, 7)], [Window(0, 3), Window(2, 2)]);

    private static readonly float[][] Scores =
    [
        // begin, end of each token
        [-1, -1, 1, 4, 3, 0, 0, 2],
        [-2, -1, 5, 0, 0, 2],
    ];

    [TestMethod]
    public void The_best_pair_of_begin_and_end_in_their_order_wins()
    {
        var found = new AnswerSearch(maximumLength: 10, noAnswerThreshold: null).Find(Question, Scores, count: 20);
        // a 1+4, ab 1+0, abc 1+2, b 3+0, bc 3+2, c max(0+2, 5+0), cd 5+2, d 0+2; b to a, 3+4, would be backwards.
        CollectionAssert.AreEqual(new[] { "c d", "a", "b c", "c", "a b c", "b", "d", "a b" }, found.Select(answer => answer.Text).ToArray());
        CollectionAssert.AreEqual(new[] { 4, 0, 2, 4, 0, 2, 6, 0 }, found.Select(answer => answer.Start).ToArray());
        var total = new[] { 7, 5, 5, 5, 3, 3, 2, 1 }.Sum(sum => Math.Exp(sum));
        Assert.AreEqual(Math.Exp(7) / total, found[0].Probability, 1e-6);
        Assert.AreEqual(1.0, found.Sum(answer => answer.Probability), 1e-6);
    }

    [TestMethod]
    public void No_answer_is_longer_than_allowed()
    {
        var found = new AnswerSearch(maximumLength: 1, noAnswerThreshold: null).Find(Question, Scores, count: 20);
        CollectionAssert.AreEqual(new[] { "a", "c", "b", "d" }, found.Select(answer => answer.Text).ToArray());
    }

    [TestMethod]
    public void That_there_is_no_answer_is_one_where_its_least_score_exceeds_the_best_by_more_than_the_threshold()
    {
        // The least score of no answer is -3, in the second window, the best part has 7.
        Assert.AreEqual("c d", new AnswerSearch(10, noAnswerThreshold: -10).Find(Question, Scores, count: 1)[0].Text);
        Assert.IsTrue(new AnswerSearch(10, noAnswerThreshold: -10.01f).Find(Question, Scores, count: 1)[0].IsNone);
        var all = new AnswerSearch(10, noAnswerThreshold: 0).Find(Question, Scores, count: 20);
        Assert.HasCount(9, all);
        Assert.IsTrue(all[^1].IsNone);
        Assert.AreEqual(1.0, all.Sum(answer => answer.Probability), 1e-6);
    }

    [TestMethod]
    public void Equal_texts_are_one_answer()
    {
        var question = new ReadQuestion("x x", [(0, 1), (2, 3)], [Window(0, 2)]);
        var found = new AnswerSearch(10, noAnswerThreshold: null).Find(question, [[0, 0, 1, 1, 2, 2]], count: 5);
        CollectionAssert.AreEqual(new[] { ("x", 2), ("x x", 0) }, found.Select(answer => (answer.Text, answer.Start)).ToArray());
    }

    [TestMethod]
    public void Without_tokens_there_is_no_answer()
    {
        var question = new ReadQuestion(" ", [], [Window(0, 0)]);
        Assert.AreEqual(new FoundAnswer("", -1, 1f), new AnswerSearch(10, noAnswerThreshold: null).Find(question, [[3, 4]], count: 5).Single());
        Assert.AreEqual(new FoundAnswer("", -1, 1f), new AnswerSearch(10, noAnswerThreshold: 0).Find(question, [[3, 4]], count: 5).Single());
    }

    [TestMethod]
    public void Blanks_round_an_answer_are_left_out()
    {
        var question = new ReadQuestion("a  b ", [(0, 1), (1, 5)], [Window(0, 2)]);
        Assert.AreEqual(("b", 3), new AnswerSearch(1, noAnswerThreshold: null).Find(question, [[0, 0, 0, 0, 9, 9]], count: 1).Select(answer => (answer.Text, answer.Start)).Single());
    }

    private static SpanWindow Window(int first, int count) => new(new TextWindow(0, new int[count + 1], new int[count + 1], Weight: 1f), ContextStart: 1, first, count);
}
