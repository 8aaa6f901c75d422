using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class GroupedFoldsTests
{
    // Groups of 1 to 9 rows that do not stand together, with numbers that are not in a row.
    private static readonly int[] Groups = [.. Enumerable.Range(0, 100).SelectMany(group => Enumerable.Repeat(group * 17 - 50, group % 9 + 1)).OrderBy(group => group * 31 % 13)];

    [TestMethod]
    public void NoGroupIsInTrainingAndTest()
    {
        var folds = GroupedFolds.Create(Groups, 5, seed: 3);
        var tested = new List<int>();
        for (var fold = 0; fold < 5; fold++)
        {
            var (training, test) = (folds.Training(fold), folds.Test(fold));
            Assert.IsEmpty(training.Select(row => Groups[row]).Intersect(test.Select(row => Groups[row])));
            Assert.AreEqual(Groups.Length, training.Length + test.Length);
            Assert.IsTrue(test.All(row => folds.FoldOf(row) == fold));
            Assert.AreEqual(Groups.Length / 5.0, test.Length, 9);
            tested.AddRange(test);
        }
        CollectionAssert.AreEquivalent(Enumerable.Range(0, Groups.Length).ToArray(), tested);
    }

    [TestMethod]
    public void TheSeedAloneDecides()
    {
        static int[] Of(ulong seed) => [.. Enumerable.Range(0, Groups.Length).Select(GroupedFolds.Create(Groups, 5, seed).FoldOf)];
        CollectionAssert.AreEqual(Of(1), Of(1));
        CollectionAssert.AreNotEqual(Of(1), Of(2));
    }

    [TestMethod]
    public void FewerGroupsThanFoldsAreRefused()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => GroupedFolds.Create([1, 1, 2, 2], 3, 0)).Message, "3 folds need at least 3 groups, such as sentences; there are 2");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => GroupedFolds.Create([1, 2], 1, 0));
    }
}
