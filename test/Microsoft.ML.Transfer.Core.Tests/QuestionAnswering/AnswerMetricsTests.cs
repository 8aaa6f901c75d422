namespace Microsoft.ML.Transfer.Core.Tests.QuestionAnswering;

/// <summary>Values worked out by hand from the definition of SQuAD.</summary>
[TestClass]
public sealed class AnswerMetricsTests
{
    [TestMethod]
    [DataRow("Denver Broncos", "Denver Broncos", 1.0, 1.0)]
    [DataRow("The Denver  Broncos.", "denver broncos", 1.0, 1.0)]
    [DataRow("an apple", "A apple!", 1.0, 1.0)]
    [DataRow("Broncos", "Denver Broncos", 0.0, 2.0 / 3)]
    [DataRow("the the cat", "cat cat dog", 0.0, 0.5)]
    [DataRow("theatre", "atre", 0.0, 0.0)]
    [DataRow("$5.50", "550", 1.0, 1.0)]
    [DataRow("well-known", "wellknown", 1.0, 1.0)]
    [DataRow("", "", 1.0, 1.0)]
    [DataRow("", "cat", 0.0, 0.0)]
    [DataRow("cat", "", 0.0, 0.0)]
    [DataRow("a b c d", "b c x", 0.0, 2.0 / 3)]
    public void Answers_are_compared_without_case_punctuation_and_articles(string predicted, string expected, double exact, double f1)
    {
        var metrics = AnswerMetrics.Of([(predicted, expected)]);
        Assert.AreEqual(exact, metrics.ExactMatch);
        Assert.AreEqual(f1, metrics.F1, 1e-12);
    }

    [TestMethod]
    public void The_metrics_are_means()
    {
        var metrics = AnswerMetrics.Of([("cat", "cat"), ("cat", "cat dog"), ("x", "y")]);
        Assert.AreEqual(1.0 / 3, metrics.ExactMatch, 1e-12);
        Assert.AreEqual((1 + 2.0 / 3) / 3, metrics.F1, 1e-12);
        Assert.AreEqual("exact match 0.3333, F1 0.5556 of 3 answers", metrics.ToString());
        Assert.Throws<ArgumentException>(() => AnswerMetrics.Of([]));
    }
}
