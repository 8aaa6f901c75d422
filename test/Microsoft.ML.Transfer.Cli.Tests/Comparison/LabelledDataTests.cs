using Microsoft.ML.Transfer.Cli.Comparison;

namespace Microsoft.ML.Transfer.Cli.Tests.Comparison;

[TestClass]
public sealed class LabelledDataTests
{
    [TestMethod]
    public void The_sample_comes_with_the_program()
    {
        var sample = LabelledData.Sample();
        Assert.HasCount(400, sample.Rows);
        Assert.AreEqual("Billing 100, Delivery 100, Feedback 100, Technical 100", string.Join(", ", sample.Classes.Select(c => $"{c.Key} {c.Value}")));
    }

    [TestMethod]
    public void Columns_are_taken_by_name()
    {
        using var folder = new TemporaryFolder();
        var data = LabelledData.Load(folder.Write("a.tsv", "id\ttopic\tmessage\n1\tx\tone\n2\ty\ttwo\n"), "message", "topic");
        CollectionAssert.AreEqual(new[] { "one/x", "two/y" }, data.Rows.Select(r => $"{r.Text}/{r.Label}").ToArray());
    }

    [TestMethod]
    public void A_class_too_small_for_the_folds_is_named()
    {
        using var folder = new TemporaryFolder();
        var data = LabelledData.Load(folder.Write("a.tsv", "Text\tLabel\na\tx\nb\tx\nc\tx\nd\ty\ne\ty\nf\tz\n"), null, null);
        data.RequireFolds(1);
        var error = Assert.ThrowsExactly<BadInputException>(() => data.RequireFolds(3));
        StringAssert.EndsWith(error.Message, "3-fold cross-validation needs at least 3 rows of each class; 'y' has 2, 'z' has 1.", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("Text\tLabel\n", "has a header but no rows")]
    [DataRow("Text\tLabel\na\tx\nb\t \n", "line 3: the label (column 'Label') is missing")]
    [DataRow("Text\tLabel\na\tx\nb\tx\n", "all 2 rows have the label 'x'; a classifier needs at least two classes")]
    [DataRow("Text\tClass\na\tx\n", "has no column 'Label' (--label-col). Its columns: Text, Class.")]
    public void Data_that_cannot_be_learned_from_is_refused(string content, string message)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.tsv", content);
        var error = Assert.ThrowsExactly<BadInputException>(() => LabelledData.Load(path, null, null));
        StringAssert.Contains(error.Message, message, StringComparison.Ordinal);
        StringAssert.Contains(error.Message, path, StringComparison.Ordinal);
    }
}
