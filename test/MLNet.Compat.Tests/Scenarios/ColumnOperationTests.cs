using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLNet.Compat.Tests.Recording;
using MLNet.Compat.Tests.Samples;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>Concatenate, CopyColumns, DropColumns, SelectColumns, ReplaceMissingValues.</summary>
[TestClass]
public sealed class ColumnOperationTests
{
    /// <summary>Numbers, vectors and a text.</summary>
    public sealed class Row
    {
        /// <summary>A number.</summary>
        public float A { get; set; }

        /// <summary>A vector.</summary>
        [VectorType(2)]
        public float[] B { get; set; } = [];

        /// <summary>A number in double precision.</summary>
        public double C { get; set; }

        /// <summary>A text.</summary>
        public string D { get; set; } = "";

        /// <summary>A vector of unknown size.</summary>
        public float[] E { get; set; } = [];
    }

    private static readonly Row[] Rows =
    [
        new() { A = 1, B = [2, 3], C = 1.5, D = "x", E = [1] },
        new() { A = float.NaN, B = [5, float.NaN], C = double.NaN, D = "y", E = [2, 3] },
        new() { A = 7, B = [-1, 9], C = -2, D = "", E = [] },
    ];

    [TestMethod]
    public void ColumnsAreConcatenated() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        var joined = ml.Transforms.Concatenate("All", "B", "A", "B").Fit(data).Transform(data);
        scenario.Texts("rows", joined.Rows("All"));
        scenario.Texts("slots", joined.Schema["All"].AnnotationTexts("SlotNames"));
        scenario.Texts("schema", SchemaText.Lines(joined.Schema));
        var variable = ml.Transforms.Concatenate("All", "E", "A").Fit(data).Transform(data);
        scenario.Texts("variable rows", variable.Rows("All"));
        scenario.Text("variable type", variable.Schema["All"].Type.ToString());
        var over = ml.Transforms.Concatenate("A", "A", "B").Fit(data).Transform(data);
        scenario.Texts("overwritten", SchemaText.Lines(over.Schema));
    });

    [TestMethod]
    public void SlotNamesAndNormalizationSurviveConcatenation() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        var joined = ml.Transforms.Conversion.MapValueToKey("Key", "D")
            .Append(ml.Transforms.Conversion.MapKeyToVector("Indicator", "Key"))
            .Append(ml.Transforms.NormalizeMinMax("Scaled", "B"))
            .Append(ml.Transforms.Concatenate("Mixed", "Indicator", "A"))
            .Append(ml.Transforms.Concatenate("Normal", "Indicator", "Scaled"))
            .Append(ml.Transforms.Concatenate("Same", "Indicator"))
            .Fit(data).Transform(data);
        scenario.Texts("mixed slots", joined.Schema["Mixed"].AnnotationTexts("SlotNames"));
        scenario.Texts("normal slots", joined.Schema["Normal"].AnnotationTexts("SlotNames"));
        scenario.Texts("same slots", joined.Schema["Same"].AnnotationTexts("SlotNames"));
        scenario.Truth("mixed is normalized", joined.Schema["Mixed"].IsNormalized());
        scenario.Truth("normal is normalized", joined.Schema["Normal"].IsNormalized());
        scenario.Texts("schema", SchemaText.Lines(joined.Schema));
    });

    [TestMethod]
    public void ColumnsAreCopiedDroppedSelected() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        scenario.Texts("copy", SchemaText.Lines(ml.Transforms.CopyColumns("Z", "B").Fit(data).Transform(data).Schema));
        scenario.Texts("copied rows", ml.Transforms.CopyColumns("Z", "B").Fit(data).Transform(data).Rows("Z"));
        scenario.Texts("drop", SchemaText.Lines(ml.Transforms.DropColumns("A", "D").Fit(data).Transform(data).Schema));
        scenario.Texts("select", SchemaText.Lines(ml.Transforms.SelectColumns("D", "A").Fit(data).Transform(data).Schema));
        var twice = ml.Transforms.CopyColumns("A", "C").Fit(data).Transform(data);
        scenario.Texts("hidden before", SchemaText.Lines(twice.Schema));
        scenario.Texts("select without hidden", SchemaText.Lines(ml.Transforms.SelectColumns("A").Fit(twice).Transform(twice).Schema));
        scenario.Texts("select with hidden", SchemaText.Lines(ml.Transforms.SelectColumns(["A"], keepHidden: true).Fit(twice).Transform(twice).Schema));
        scenario.Throws("copy missing", () => ml.Transforms.CopyColumns("Z", "Nowhere").Fit(data));
        scenario.Throws("drop missing", () => ml.Transforms.DropColumns("Nowhere").Fit(data));
        scenario.Throws("select missing", () => ml.Transforms.SelectColumns("Nowhere").Fit(data));
        scenario.Throws("concatenate missing", () => ml.Transforms.Concatenate("Z", "A", "Nowhere").Fit(data));
        scenario.Throws("concatenate mixed types", () => ml.Transforms.Concatenate("Z", "A", "C").Fit(data));
        scenario.Throws("concatenate nothing", () => ml.Transforms.Concatenate("Z").Fit(data));
        scenario.Throws("copy null", () => ml.Transforms.CopyColumns(null!, "A"));
    });

    [TestMethod]
    public void MissingValuesAreReplaced() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        foreach (var mode in Enum.GetValues<MissingValueReplacingEstimator.ReplacementMode>())
        {
            scenario.Texts($"{mode}", ml.Transforms.ReplaceMissingValues(
                [new InputOutputColumnPair("A2", "A"), new InputOutputColumnPair("B2", "B"), new InputOutputColumnPair("C2", "C")], mode).Fit(data).Transform(data).Rows("A2", "B2", "C2"));
        }
        scenario.Texts("one value for all slots", ml.Transforms.ReplaceMissingValues("B2", "B", MissingValueReplacingEstimator.ReplacementMode.Mean, imputeBySlot: false).Fit(data).Transform(data).Rows("B2"));
        scenario.Texts("schema", SchemaText.Lines(ml.Transforms.ReplaceMissingValues("B").Fit(data).Transform(data).Schema));
        scenario.Throws("text", () => ml.Transforms.ReplaceMissingValues("D2", "D").Fit(data));
        scenario.Throws("missing", () => ml.Transforms.ReplaceMissingValues("Z", "Nowhere").Fit(data));
    });

    [TestMethod]
    public void FeaturesOfASampleAreJoined() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes(3));
        var joined = ml.Transforms.Concatenate("Features", "Features", "Weight").Fit(data).Transform(data);
        scenario.Texts("schema", SchemaText.Lines(joined.Schema));
        scenario.Numbers("values", joined.Flat("Features"), Tolerance.Features);
    });
}
