namespace Microsoft.ML.Transfer.Core.Tests.Contrastive;

[TestClass]
public sealed class ContrastivePairsTests
{
    private const int Rounds = 7;

    private static readonly int[] Classes = [4, 0, 4, 2, 0, 2, 4, 0, 4];

    [TestMethod]
    public void Each_example_has_a_partner_of_its_class_and_one_of_another_in_each_round()
    {
        var pairs = ContrastivePairs.Draw(Classes, Rounds, seed: 3, hasNegatives: true);
        Assert.HasCount(2 * Rounds * Classes.Length, pairs);
        for (var i = 0; i < Classes.Length; i++)
        {
            Assert.AreEqual(Rounds, pairs.Count(pair => pair.First == i && pair.IsPositive));
            Assert.AreEqual(Rounds, pairs.Count(pair => pair.First == i && !pair.IsPositive));
        }
    }

    [TestMethod]
    public void Pairs_are_what_they_say_and_none_is_of_one_text()
    {
        foreach (var (first, second, isPositive) in ContrastivePairs.Draw(Classes, Rounds, seed: 3, hasNegatives: true))
        {
            Assert.AreNotEqual(first, second);
            Assert.AreEqual(isPositive, Classes[first] == Classes[second]);
        }
    }

    [TestMethod]
    public void Every_partner_that_can_be_comes_up_about_as_often()
    {
        const int Many = 4000;
        var pairs = ContrastivePairs.Draw(Classes, Many, seed: 5, hasNegatives: true);
        for (var i = 0; i < Classes.Length; i++)
        {
            for (var j = 0; j < Classes.Length; j++)
            {
                var others = Classes.Where((_, k) => k != i).Count(c => (c == Classes[i]) == (Classes[j] == Classes[i]));
                var expected = i == j ? 0 : (double)Many / others;
                // Six standard deviations of a binomial number.
                Assert.AreEqual(expected, pairs.Count(pair => pair.First == i && pair.Second == j), 6 * Math.Sqrt(expected), $"{i} with {j}");
            }
        }
    }

    [TestMethod]
    public void The_seed_says_which()
    {
        var pairs = ContrastivePairs.Draw(Classes, Rounds, seed: 3, hasNegatives: false).ToArray();
        CollectionAssert.AreEqual(pairs, ContrastivePairs.Draw(Classes, Rounds, seed: 3, hasNegatives: false).ToArray());
        CollectionAssert.AreNotEqual(pairs, ContrastivePairs.Draw(Classes, Rounds, seed: 4, hasNegatives: false).ToArray());
        Assert.IsTrue(Array.TrueForAll(pairs, pair => pair.IsPositive));
    }
}
