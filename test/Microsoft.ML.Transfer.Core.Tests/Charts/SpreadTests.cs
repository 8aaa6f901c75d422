using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.Transfer.Charts;

[TestClass]
public sealed class SpreadTests
{
    [TestMethod]
    public void LabelsWithRoomStayWhereTheyAre() =>
        CollectionAssert.AreEqual(new double[] { 20, 50, 90 }, Spread.Apart([20, 50, 90], [10, 10, 10], 0, 100));

    [TestMethod]
    public void LabelsAtOnePlaceMoveApartEvenly() =>
        CollectionAssert.AreEqual(new double[] { 40, 50, 60 }, Spread.Apart([50, 50, 50], [10, 10, 10], 0, 100));

    [TestMethod]
    public void LabelsAtTheEndMoveInwards() =>
        CollectionAssert.AreEqual(new double[] { 85, 95 }, Spread.Apart([99, 100], [10, 10], 0, 100));

    [TestMethod]
    public void NoLabelLiesOnAnotherOrBeyondTheEnds()
    {
        var labels = from positions in Gen.Choose(0, 300).NonEmptyListOf()
                     from sizes in Gen.Choose(1, 30).ListOf(positions.Count())
                     select (Wanted: positions.Order().Select(position => (double)position).ToArray(), Sizes: sizes.Select(size => (double)size).ToArray());
        Prop.ForAll(Arb.From(labels), sample =>
        {
            var maximum = Math.Max(300, sample.Sizes.Sum());
            var centres = Spread.Apart(sample.Wanted, sample.Sizes, 0, maximum);
            Assert.IsGreaterThanOrEqualTo(-1e-9, centres[0] - (sample.Sizes[0] / 2));
            Assert.IsLessThanOrEqualTo(maximum + 1e-9, centres[^1] + (sample.Sizes[^1] / 2));
            for (var i = 1; i < centres.Length; i++)
                Assert.IsGreaterThanOrEqualTo(((sample.Sizes[i - 1] + sample.Sizes[i]) / 2) - 1e-9, centres[i] - centres[i - 1]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }
}
