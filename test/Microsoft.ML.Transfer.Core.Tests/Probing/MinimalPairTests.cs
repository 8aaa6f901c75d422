using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class MinimalPairTests
{
    [TestMethod]
    public void TheLikelierSentenceIsTheModelsChoice()
    {
        MinimalPair[] pairs = [new("aa", "aaa", "one", "x"), new("aaa", "aa", "one", "x"), new("a", "b", "two", "x"), new("a", "aaaa", "three", null), new("", "a")];
        var calls = new List<int>();
        using var model = new ShorterIsBetter();
        var report = MinimalPairReport.Measure(model, pairs, progress: calls.Add);
        // A tie is wrong.
        CollectionAssert.AreEqual(new double[] { 1, -1, 0, 3, 1 }, report.Margins.ToArray());
        Assert.AreEqual(new MinimalPairScore(5, 3), report.All);
        CollectionAssert.AreEqual(new[] { "one", "two", "three" }, report.Paradigms.Keys.ToArray());
        Assert.AreEqual(new MinimalPairScore(2, 1), report.Paradigms["one"]);
        Assert.AreEqual(new MinimalPairScore(3, 1), report.Phenomena["x"]);
        Assert.AreEqual(0.5, report.MeanOfParadigms);
        Assert.AreEqual("shorter", report.Model);
        CollectionAssert.AreEqual(new[] { 5 }, calls);

        var many = MinimalPairReport.Measure(model, [.. Enumerable.Range(0, 600).Select(i => new MinimalPair("a", i % 3 == 0 ? "" : "aa"))]);
        Assert.AreEqual(new MinimalPairScore(600, 400), many.All);
        Assert.AreEqual(400.0 / 600, many.MeanOfParadigms);
    }

    [TestMethod]
    public void TheIntervalIsThatOfWilson()
    {
        // As published for 8 of 10 and 0 of 10 (Agresti and Coull, 1998, use the same formula).
        var score = new MinimalPairScore(10, 8).Accuracy;
        Assert.AreEqual(0.8, score.Value);
        Assert.AreEqual(0.4901625, score.Low, 1e-6);
        Assert.AreEqual(0.9433178, score.High, 1e-6);
        var none = new MinimalPairScore(10, 0).Accuracy;
        Assert.AreEqual(0, none.Low);
        Assert.AreEqual(0.2775328, none.High, 1e-6);
        Assert.AreEqual(new ProbeScore(0, 0, 1), new MinimalPairScore(0, 0).Accuracy);
    }

    private sealed class ShorterIsBetter : ILanguageModel
    {
        public string ModelName => "shorter";

        public IReadOnlyList<TextLikelihood> Score(IReadOnlyList<string?> texts, int? threads = null, CancellationToken cancellationToken = default) =>
            [.. texts.Select(text => new TextLikelihood(-text!.Length, text.Length))];

        public void Dispose()
        {
        }
    }
}
