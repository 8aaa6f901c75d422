using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Compat.Tests.Recording;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>ConvertType between the kinds, of single values and vectors.</summary>
[TestClass]
public sealed class TypeConversionTests
{
    /// <summary>Values of several types.</summary>
    public sealed class Row
    {
        /// <summary>A number as text.</summary>
        public string Text { get; set; } = "";

        /// <summary>A real number.</summary>
        public float Single { get; set; }

        /// <summary>A real number.</summary>
        public double Double { get; set; }

        /// <summary>A whole number.</summary>
        public int Int { get; set; }

        /// <summary>A truth value.</summary>
        public bool Truth { get; set; }

        /// <summary>A key.</summary>
        [KeyType(5)]
        public uint Key { get; set; }

        /// <summary>Texts.</summary>
        [VectorType(2)]
        public string[] Texts { get; set; } = [];
    }

    private static readonly Row[] Rows =
    [
        new() { Text = "12", Single = 1.75f, Double = 1e10, Int = 3, Truth = true, Key = 1, Texts = ["1", "2.5"] },
        new() { Text = "-3.5", Single = -2.5f, Double = -0.25, Int = -7, Truth = false, Key = 4, Texts = ["", "?"] },
        new() { Text = "", Single = float.NaN, Double = double.NaN, Int = 0, Truth = true, Key = 9, Texts = ["true", "x"] },
    ];

    [TestMethod]
    [DataRow("Text", DataKind.Single)]
    [DataRow("Text", DataKind.Double)]
    [DataRow("Texts", DataKind.Single)]
    [DataRow("Single", DataKind.Double)]
    [DataRow("Single", DataKind.String)]
    [DataRow("Double", DataKind.Single)]
    [DataRow("Double", DataKind.String)]
    [DataRow("Int", DataKind.Single)]
    [DataRow("Int", DataKind.Int64)]
    [DataRow("Int", DataKind.String)]
    [DataRow("Truth", DataKind.Single)]
    [DataRow("Truth", DataKind.String)]
    [DataRow("Truth", DataKind.Int32)]
    [DataRow("Single", DataKind.Boolean)]
    [DataRow("Key", DataKind.Single)]
    [DataRow("Key", DataKind.UInt64)]
    [DataRow("Key", DataKind.String)]
    public void ValuesAreConverted(string column, DataKind kind) => Scenario.Run(scenario =>
        scenario.Throws("convert", () =>
        {
            var ml = new MLContext(seed: 1);
            var data = ml.Data.LoadFromEnumerable(Rows);
            var converted = ml.Transforms.Conversion.ConvertType("Out", column, kind).Fit(data).Transform(data);
            scenario.Texts("values", converted.Rows("Out"));
            scenario.Text("column", SchemaText.VisibleLines(converted.Schema).Last());
        }),
        testMethod: $"{nameof(ValuesAreConverted)}.{column}.{kind}");

    [TestMethod]
    public void SlotNamesSurvive() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        var converted = ml.Transforms.Conversion.MapKeyToVector("Indicator", "Key")
            .Append(ml.Transforms.Concatenate("Both", "Single", "Single"))
            .Append(ml.Transforms.Conversion.ConvertType([new InputOutputColumnPair("BothDouble", "Both"), new InputOutputColumnPair("IndicatorDouble", "Indicator")], DataKind.Double))
            .Fit(data).Transform(data);
        scenario.Texts("schema", SchemaText.Lines(converted.Schema));
    });
}
