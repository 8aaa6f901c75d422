using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Compat.Tests.Recording;
using MLNet.Compat.Tests.Samples;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>TakeRows, SkipRows, the filters, Cache, Preview: which rows remain and how often the source is read.</summary>
[TestClass]
public sealed class RowOperationTests
{
    private static IEnumerable<int> Numbers(IDataView data) => data.Values<int>("Number");

    private static string RowCount(IDataView data) => data.GetRowCount()?.ToString(CultureInfo.InvariantCulture) ?? "<null>";

    [TestMethod]
    public void RowsAreTakenAndSkipped() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumberedRow.Sequence(10));
        scenario.Counts("take 3", Numbers(ml.Data.TakeRows(data, 3)));
        scenario.Counts("take 99", Numbers(ml.Data.TakeRows(data, 99)));
        scenario.Counts("skip 7", Numbers(ml.Data.SkipRows(data, 7)));
        scenario.Counts("skip 99", Numbers(ml.Data.SkipRows(data, 99)));
        scenario.Counts("skip 2 take 3", Numbers(ml.Data.TakeRows(ml.Data.SkipRows(data, 2), 3)));
        scenario.Texts("row counts", [RowCount(ml.Data.TakeRows(data, 3)), RowCount(ml.Data.TakeRows(data, 99)), RowCount(ml.Data.SkipRows(data, 7)), RowCount(ml.Data.SkipRows(data, 99))]);
        scenario.Throws("take -1", () => ml.Data.TakeRows(data, -1));
        scenario.Throws("take 0", () => ml.Data.TakeRows(data, 0));
        scenario.Throws("skip -1", () => ml.Data.SkipRows(data, -1));
        scenario.Throws("take of null", () => ml.Data.TakeRows(null!, 1));
    });

    [TestMethod]
    public void RowsAreFilteredByValue() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumberedRow.Sequence(30));
        scenario.Counts("between", Numbers(ml.Data.FilterRowsByColumn(data, "Value", -2, 3)));
        scenario.Counts("below", Numbers(ml.Data.FilterRowsByColumn(data, "Value", upperBound: 0)));
        scenario.Counts("any", Numbers(ml.Data.FilterRowsByColumn(data, "Value")));
        scenario.Counts("not missing", Numbers(ml.Data.FilterRowsByMissingValues(data, "Value")));
        scenario.Counts("key fraction", Numbers(ml.Data.FilterRowsByKeyColumnFraction(data, "GroupKey", 0.3, 0.7)));
        scenario.Text("row count", RowCount(ml.Data.FilterRowsByColumn(data, "Value", -2, 3)));
        scenario.Throws("text", () => ml.Data.FilterRowsByColumn(data, "Group"));
        scenario.Throws("missing column", () => ml.Data.FilterRowsByColumn(data, "Nowhere"));
        scenario.Throws("reversed", () => ml.Data.FilterRowsByColumn(data, "Value", 3, -2));
        scenario.Throws("fraction of no key", () => ml.Data.FilterRowsByKeyColumnFraction(data, "Value"));
    });

    [TestMethod]
    public void ACacheReadsItsSourceOnce() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var reads = 0;
        IEnumerable<NumberedRow> Source()
        {
            foreach (var row in NumberedRow.Sequence(25))
            {
                reads++;
                yield return row;
            }
        }
        var cached = ml.Data.Cache(ml.Data.LoadFromEnumerable(Source()), "Number");
        scenario.Counts("first", Numbers(cached));
        scenario.Counts("second", Numbers(cached));
        scenario.Count("reads", reads);
        scenario.Truth("can shuffle", cached.CanShuffle);
        scenario.Text("row count", RowCount(cached));
        _ = cached.Texts("Group").ToArray();
        scenario.Count("reads after another column", reads);
        scenario.Texts("schema", SchemaText.Lines(cached.Schema));
    });

    [TestMethod]
    public void PreviewsAreEager() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumberedRow.Sequence(12));
        var preview = data.Preview(maxRows: 4);
        scenario.Text("text", preview.ToString());
        scenario.Count("rows", preview.RowView.Length);
        scenario.Texts("columns", preview.ColumnView.Select(column => $"{column.Column.Name} {column.Values.Length.ToString(CultureInfo.InvariantCulture)}"));
        scenario.Texts("first row", preview.RowView[0].Values.Select(pair => FormattableString.Invariant($"{pair.Key}={pair.Value}")));
    });

    [TestMethod]
    public void ColumnsAreReadAsEnumerables() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumberedRow.Sequence(5));
        scenario.Counts("int", data.GetColumn<int>("Number"));
        scenario.Texts("string", data.GetColumn<string>("Group"));
        scenario.Texts("memory", data.GetColumn<ReadOnlyMemory<char>>("Group").Select(text => text.ToString()));
        scenario.Counts("key", data.GetColumn<uint>("GroupKey"));
        scenario.Numbers("by column", data.GetColumn<float>(data.Schema["Value"]), 0);
        var classes = ml.Data.LoadFromEnumerable(NumericRows.Classes(2));
        scenario.Numbers("array", classes.GetColumn<float[]>("Features").SelectMany(row => row), Tolerance.Features);
        scenario.Throws("other type", () => _ = data.GetColumn<float>("Group").ToArray());
        scenario.Throws("other vector", () => _ = classes.GetColumn<double[]>("Features").ToArray());
        scenario.Throws("missing", () => _ = data.GetColumn<int>("Nowhere").ToArray());
    });
}
