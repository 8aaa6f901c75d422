using Microsoft.ML;
using MLNet.Compat.Tests.Recording;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>A million rows pass through a pipeline without being kept.</summary>
[TestClass]
public sealed class StreamingTests
{
    /// <summary>A small row.</summary>
    public sealed class Row
    {
        /// <summary>A number.</summary>
        public float A { get; set; }

        /// <summary>Another.</summary>
        public float B { get; set; }
    }

    [TestMethod]
    public void AMillionRowsAreNotKept() => Scenario.Run(scenario =>
    {
        const int Count = 1_000_000;
        var peak = 0L;
        IEnumerable<Row> Source()
        {
            for (var i = 0; i < Count; i++)
            {
                if (i % 250_000 == 0)
                    peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
                yield return new Row { A = i % 100, B = i % 7 };
            }
        }
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Source());
        var small = ml.Data.TakeRows(data, 200);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var model = ml.Transforms.Concatenate("Features", "A", "B").Append(ml.Transforms.NormalizeMinMax("Features")).Fit(small);
        var filtered = ml.Data.FilterRowsByColumn(model.Transform(data), "A", 10, 20);
        var features = filtered.Schema["Features"];
        using var cursor = filtered.GetRowCursor([features]);
        var getter = cursor.GetGetter<Microsoft.ML.Data.VBuffer<float>>(features);
        Microsoft.ML.Data.VBuffer<float> value = default;
        var rows = 0;
        var sum = 0d;
        while (cursor.MoveNext())
        {
            getter(ref value);
            rows++;
            sum += value.GetItemOrDefault(0) + value.GetItemOrDefault(1);
        }
        scenario.Count("rows", rows);
        scenario.Number("sum", sum, Tolerance.Features);
        scenario.Truth("memory stays below 32 MB", peak - before < 32_000_000);
    });
}
