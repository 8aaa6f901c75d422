using Microsoft.ML.Transfer.DomainAdaptation;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.DomainAdaptation;

[TestClass]
public sealed class StagedTextsTests
{
    [TestMethod]
    public void EqualTextsAreOnOneSideAndTheSharesAreThoseAskedFor()
    {
        using var folder = new TemporaryFolder();
        string[] texts = [.. Enumerable.Range(0, 2000).Select(i => $"text {i % 1000}")];
        var staged = Write(folder, texts, 0.2);
        Assert.AreEqual(2000, staged.TrainingCount + staged.HeldCount);
        Assert.AreEqual(400, staged.HeldCount, 60);
        var held = File.ReadAllLines(staged.HeldFile);
        Assert.HasCount(staged.HeldCount, held);
        Assert.IsEmpty(staged.Training().Intersect(held, StringComparer.Ordinal));
        CollectionAssert.AreEqual(held, File.ReadAllLines(Write(folder, texts, 0.2, name: "again").HeldFile));
        CollectionAssert.AreNotEqual(held, File.ReadAllLines(Write(folder, texts, 0.2, seed: 2).HeldFile));
    }

    [TestMethod]
    public void TextsAreLinesWithoutEmptyOnes()
    {
        using var folder = new TemporaryFolder();
        var staged = Write(folder, ["  Two\r\nlines ", "", " \n ", null!, "ONE"], 0, lowerCase: true);
        CollectionAssert.AreEqual(new[] { "two lines", "one" }, staged.Training().ToArray());
        Assert.AreEqual((2, 0), (staged.TrainingCount, staged.HeldCount));
        Assert.IsEmpty(staged.Held(5));
    }

    [TestMethod]
    [DataRow(0.000001, 3, 1)]
    [DataRow(0.999999, 1, 3)]
    [DataRow(0.0, 4, 0)]
    [DataRow(1.0, 0, 4)]
    public void OfFewTextsThereIsOneOnEachSideThatWasAskedFor(double share, int training, int held)
    {
        using var folder = new TemporaryFolder();
        var staged = Write(folder, ["a", "b", "c", "d"], share);
        Assert.AreEqual((training, held), (staged.TrainingCount, staged.HeldCount));
        Assert.HasCount(training, staged.Training().ToArray());
        Assert.HasCount(held, staged.Held(10));
    }

    [TestMethod]
    public void ASingleTextIsTrainedOn()
    {
        using var folder = new TemporaryFolder();
        foreach (var share in new[] { 0.000001, 0.999999 })
            Assert.AreEqual((2, 0), (Write(folder, ["a", "a"], share) is var staged ? staged.TrainingCount : 0, staged.HeldCount));
    }

    [TestMethod]
    public void TheTextsThatAreMeasuredAreSpreadEvenly()
    {
        using var folder = new TemporaryFolder();
        var staged = Write(folder, Enumerable.Range(0, 100).Select(i => $"t{i}"), 1);
        var some = staged.Held(7);
        Assert.HasCount(7, some);
        var all = File.ReadAllLines(staged.HeldFile);
        int[] places = [.. some.Select(text => Array.IndexOf(all, text))];
        Assert.AreEqual(0, places[0]);
        Assert.IsTrue(places.Zip(places.Skip(1)).All(pair => pair.Second - pair.First is 14 or 15), string.Join(' ', places));
        Assert.HasCount(100, staged.Held(1000));
    }

    private static StagedTexts Write(TemporaryFolder folder, IEnumerable<string> texts, double share, bool lowerCase = false, ulong seed = 1, string name = "texts") =>
        StagedTexts.Write(texts, folder.Path, name, share, lowerCase, seed, CancellationToken.None);
}
