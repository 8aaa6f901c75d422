using Microsoft.ML.Transfer.Cli.Comparison;

namespace Microsoft.ML.Transfer.Cli.Tests.Comparison;

[TestClass]
public sealed class ConfusionCountsTests
{
    [TestMethod]
    public void Accuracy_and_macro_f1_of_three_classes()
    {
        // Rows are the actual classes. F1: 2*5/(7+6) , 2*3/(5+7), 2*2/(4+3).
        var counts = Of([5, 2, 0], [1, 3, 1], [0, 2, 2]);
        Assert.AreEqual(10.0 / 16, counts.Accuracy, 1e-12);
        Assert.AreEqual(((10.0 / 13) + (6.0 / 12) + (4.0 / 7)) / 3, counts.MacroF1, 1e-12);
    }

    [TestMethod]
    public void All_right_is_one()
    {
        var counts = Of([4, 0], [0, 1]);
        Assert.AreEqual(1, counts.Accuracy);
        Assert.AreEqual(1, counts.MacroF1);
    }

    [TestMethod]
    public void A_class_that_never_occurs_counts_as_zero()
    {
        var counts = Of([4, 0], [0, 0]);
        Assert.AreEqual(1, counts.Accuracy);
        Assert.AreEqual(0.5, counts.MacroF1);
    }

    [TestMethod]
    public void No_rows_give_zero_and_no_nan()
    {
        var counts = new ConfusionCounts(2);
        Assert.AreEqual(0, counts.Accuracy);
        Assert.AreEqual(0, counts.MacroF1);
    }

    private static ConfusionCounts Of(params double[][] rows)
    {
        var counts = new ConfusionCounts(rows.Length);
        for (var actual = 0; actual < rows.Length; actual++)
        {
            for (var predicted = 0; predicted < rows.Length; predicted++)
                counts.Add(actual, predicted, rows[actual][predicted]);
        }
        return counts;
    }
}
