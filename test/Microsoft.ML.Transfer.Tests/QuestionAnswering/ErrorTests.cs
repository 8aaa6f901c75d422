namespace Microsoft.ML.Transfer.Tests.QuestionAnswering;

[TestClass]
public sealed class ErrorTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    [DataRow("cat", 3, "Row 2: the answer 'cat' does not stand at 3 of the context but at 4")]
    [DataRow("cat", -1, "does not stand at -1")]
    [DataRow("dog", 4, "Row 2: the answer 'dog' does not stand in the context 'the cat sat'")]
    [DataRow("  ", 4, "blanks only")]
    public void An_answer_that_does_not_stand_where_it_is_said_to_is_named(string answer, int index, string message) =>
        AssertRefused<ArgumentOutOfRangeException>(new Quiz { Question = "it", Context = "the cat sat", TrainingAnswer = answer, AnswerIndex = index }, Answering.Small, message);

    [TestMethod]
    public void A_row_without_a_question_or_a_context_is_named()
    {
        AssertRefused<ArgumentOutOfRangeException>(new Quiz { Question = " ", Context = "the cat", TrainingAnswer = "cat", AnswerIndex = 4 }, Answering.Small, "Row 2: the question is ' '");
        AssertRefused<ArgumentOutOfRangeException>(new Quiz { Question = "it", Context = null, TrainingAnswer = "cat", AnswerIndex = 4 }, Answering.Small, "Row 2: the context of the question 'it' is ''");
    }

    [TestMethod]
    public void Rows_without_an_answer_are_learned_from()
    {
        var rows = Answering.Generate(10);
        (rows[3].TrainingAnswer, rows[3].AnswerIndex) = ("", -1);
        (rows[5].TrainingAnswer, rows[5].AnswerIndex) = (null, 0);
        List<string> log = [];
        _context.Log += (_, e) => log.Add(e.RawMessage);
        Answering.Fit(_context, _context.Data.LoadFromEnumerable(rows), Answering.Small with { Epochs = 1 });
        Assert.Contains(message => message.Contains("2 of 10 rows without", StringComparison.Ordinal), log);
    }

    [TestMethod]
    public void Columns_that_are_missing_or_of_another_type_are_named()
    {
        AssertRefused<ArgumentOutOfRangeException>(null, Answering.Small with { ContextColumnName = "Passage" }, "Could not find input column 'Passage'");
        AssertRefused<ArgumentOutOfRangeException>(null, Answering.Small with { QuestionColumnName = "AnswerIndex" }, "input column 'AnswerIndex': expected String");
        AssertRefused<ArgumentOutOfRangeException>(null, Answering.Small with { TrainingAnswerColumnName = "LongIndex" }, "input column 'LongIndex': expected String");
        AssertRefused<ArgumentOutOfRangeException>(null, Answering.Small with { AnswerIndexColumnName = "Place" }, "Could not find answer index column 'Place'");
        AssertRefused<ArgumentOutOfRangeException>(null, Answering.Small with { AnswerIndexColumnName = "LongIndex" }, "answer index column 'LongIndex': expected Int32, got Int64");
        AssertRefused<ArgumentOutOfRangeException>(null, Answering.Small with { AnswerIndexColumnName = "Context" }, "answer index column 'Context': expected Int32, got String");
    }

    [TestMethod]
    public void The_shape_is_checked_for_the_same()
    {
        foreach (var (options, message) in new[]
        {
            (Answering.Small with { ContextColumnName = "Passage" }, "Could not find input column 'Passage'"),
            (Answering.Small with { AnswerIndexColumnName = "LongIndex" }, "expected Int32, got Int64"),
            (Answering.Small with { AnswerIndexColumnName = "Place" }, "Could not find answer index column 'Place'"),
        })
        {
            var chain = _context.Transforms.CopyColumns("Copy", "Question").Append(_context.MulticlassClassification.Trainers.FineTuneQuestionAnswering(options))
                .Append(_context.Transforms.CopyColumns("Other", "Answer"));
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(_context.Data.LoadFromEnumerable(Answering.Generate(4))));
            StringAssert.Contains(error.Message, message, StringComparison.Ordinal);
        }
    }

    [TestMethod]
    public void No_rows_are_refused()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Answering.Fit(_context, _context.Data.LoadFromEnumerable(new List<Quiz>())));
        StringAssert.Contains(error.Message, "no rows", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Options_outside_their_range_are_refused_where_they_are_set()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Answering.Small with { TopKAnswers = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Answering.Small with { TopKAnswers = 1001 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Answering.Small with { Stride = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Answering.Small with { MaximumAnswerLength = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Answering.Small with { NoAnswerThreshold = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.Trainers.FineTuneQuestionAnswering(Answering.Small with { ScoreColumnName = "" }));
        AssertRefused<ArgumentOutOfRangeException>(null, Answering.Small with { Stride = 10 }, "A stride of 10 tokens is too much for windows of 20");
        AssertRefused<ArgumentOutOfRangeException>(null, Answering.Small with { MaximumLength = 4 }, "leaves no room beside the special tokens");
    }

    private void AssertRefused<TError>(Quiz? row, FineTuneQuestionAnsweringOptions options, string message)
        where TError : Exception
    {
        var rows = Answering.Generate(2);
        if (row is not null)
            rows.Add(row);
        var error = Assert.Throws<TError>(() => Answering.Fit(_context, _context.Data.LoadFromEnumerable(rows), options));
        StringAssert.Contains(error.Message, message, StringComparison.Ordinal);
    }
}
