using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLNet.Compat.Tests.Recording;
using MLNet.Compat.Tests.Samples;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>MapValueToKey and MapKeyToValue: order of keys, annotations, unknown values.</summary>
[TestClass]
public sealed class KeyMappingTests
{
    /// <summary>A row with values of several types.</summary>
    public sealed class Row
    {
        /// <summary>A text.</summary>
        public string? Word { get; set; }

        /// <summary>A number, perhaps not a number.</summary>
        public float Number { get; set; }

        /// <summary>A whole number.</summary>
        public int Whole { get; set; }

        /// <summary>Two texts.</summary>
        [VectorType(2)]
        public string[] Pair { get; set; } = [];
    }

    /// <summary>A row of explicit keys.</summary>
    public sealed class KeyRow
    {
        /// <summary>A key value.</summary>
        public string Value { get; set; } = "";
    }

    private static readonly Row[] Rows =
    [
        new() { Word = "pear", Number = 2, Whole = 30, Pair = ["b", "a"] },
        new() { Word = "apple", Number = float.NaN, Whole = -1, Pair = ["a", "c"] },
        new() { Word = "", Number = 1, Whole = 30, Pair = ["", "b"] },
        new() { Word = "Apple", Number = 2, Whole = 7, Pair = ["d", "a"] },
        new() { Word = null, Number = -4, Whole = 0, Pair = ["a", "a"] },
        new() { Word = "pear", Number = 1, Whole = 7, Pair = ["c", "e"] },
    ];

    [TestMethod]
    [DataRow(ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence)]
    [DataRow(ValueToKeyMappingEstimator.KeyOrdinality.ByValue)]
    public void TextKeysFollowTheirOrder(ValueToKeyMappingEstimator.KeyOrdinality order) => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        var mapped = ml.Transforms.Conversion.MapValueToKey("Key", "Word", keyOrdinality: order).Fit(data).Transform(data);
        scenario.Counts("keys", mapped.Keys("Key"));
        scenario.Texts("key values", mapped.Schema["Key"].AnnotationTexts("KeyValues"));
        scenario.Texts("schema", SchemaText.Lines(mapped.Schema));
    }, testMethod: $"{nameof(TextKeysFollowTheirOrder)}.{order}");

    [TestMethod]
    public void NumbersAreKeysToo() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        var mapped = ml.Transforms.Conversion.MapValueToKey("NumberKey", "Number", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(ml.Transforms.Conversion.MapValueToKey("WholeKey", "Whole"))
            .Fit(data).Transform(data);
        scenario.Counts("number keys", mapped.Keys("NumberKey"));
        scenario.Counts("whole keys", mapped.Keys("WholeKey"));
        VBuffer<float> numbers = default;
        mapped.Schema["NumberKey"].Annotations.GetValue("KeyValues", ref numbers);
        scenario.Numbers("number key values", numbers.DenseValues(), 0);
        VBuffer<int> whole = default;
        mapped.Schema["WholeKey"].Annotations.GetValue("KeyValues", ref whole);
        scenario.Counts("whole key values", whole.DenseValues());
        scenario.Texts("schema", SchemaText.Lines(mapped.Schema));
    });

    [TestMethod]
    public void VectorsShareOneDictionary() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        var mapped = ml.Transforms.Conversion.MapValueToKey("Keys", "Pair").Fit(data).Transform(data);
        scenario.Texts("keys", mapped.Rows("Keys"));
        scenario.Texts("key values", mapped.Schema["Keys"].AnnotationTexts("KeyValues"));
        scenario.Text("type", mapped.Schema["Keys"].Type.ToString());
    });

    [TestMethod]
    public void ValuesUnknownAtFitAreMissing() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var model = ml.Transforms.Conversion.MapValueToKey("Key", "Word").Fit(ml.Data.LoadFromEnumerable(Rows.Take(2)));
        scenario.Counts("keys", model.Transform(ml.Data.LoadFromEnumerable(Rows)).Keys("Key"));
    });

    [TestMethod]
    public void TheNumberOfKeysCanBeBounded() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        foreach (var order in Enum.GetValues<ValueToKeyMappingEstimator.KeyOrdinality>())
        {
            var mapped = ml.Transforms.Conversion.MapValueToKey("Key", "Word", maximumNumberOfKeys: 2, keyOrdinality: order).Fit(data).Transform(data);
            scenario.Counts($"keys {order}", mapped.Keys("Key"));
            scenario.Texts($"key values {order}", mapped.Schema["Key"].AnnotationTexts("KeyValues"));
        }
    });

    [TestMethod]
    public void KeyDataFixesTheDictionary() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        var keys = ml.Data.LoadFromEnumerable(new KeyRow[] { new() { Value = "zebra" }, new() { Value = "apple" }, new() { Value = "pear" } });
        var mapped = ml.Transforms.Conversion.MapValueToKey("Key", "Word", keyData: keys).Fit(data).Transform(data);
        scenario.Counts("keys", mapped.Keys("Key"));
        scenario.Texts("key values", mapped.Schema["Key"].AnnotationTexts("KeyValues"));
    });

    [TestMethod]
    public void KeyValuesCanBeText() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        var mapped = ml.Transforms.Conversion.MapValueToKey("Key", "Whole", addKeyValueAnnotationsAsText: true).Fit(data).Transform(data);
        scenario.Texts("key values", mapped.Schema["Key"].AnnotationTexts("KeyValues"));
        scenario.Texts("schema", SchemaText.Lines(mapped.Schema));
    });

    [TestMethod]
    public void KeysMapBackToValues() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        var mapped = ml.Transforms.Conversion.MapValueToKey("Key", "Word")
            .Append(ml.Transforms.Conversion.MapValueToKey("WholeKey", "Whole"))
            .Append(ml.Transforms.Conversion.MapValueToKey("Pairs", "Pair"))
            .Append(ml.Transforms.Conversion.MapKeyToValue("Again", "Key"))
            .Append(ml.Transforms.Conversion.MapKeyToValue([new InputOutputColumnPair("WholeAgain", "WholeKey"), new InputOutputColumnPair("Pairs")]))
            .Fit(data).Transform(data);
        scenario.Texts("rows", mapped.Rows("Again", "WholeAgain", "Pairs"));
        scenario.Texts("schema", SchemaText.Lines(mapped.Schema));
    });

    [TestMethod]
    public void KeysBecomeIndicatorVectors() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        var mapped = ml.Transforms.Conversion.MapValueToKey("Key", "Word")
            .Append(ml.Transforms.Conversion.MapValueToKey("Pairs", "Pair"))
            .Append(ml.Transforms.Conversion.MapKeyToVector("Indicator", "Key"))
            .Append(ml.Transforms.Conversion.MapKeyToVector("PairIndicator", "Pairs"))
            .Append(ml.Transforms.Conversion.MapKeyToVector("PairCount", "Pairs", outputCountVector: true))
            .Fit(data).Transform(data);
        scenario.Texts("rows", mapped.Rows("Indicator", "PairIndicator", "PairCount"));
        foreach (var name in new[] { "Indicator", "PairIndicator", "PairCount" })
            scenario.Texts($"slots {name}", mapped.Schema[name].AnnotationTexts("SlotNames"));
        scenario.Texts("schema", SchemaText.Lines(mapped.Schema));
    });

    [TestMethod]
    public void ClassLabelsOfASampleKeepTheirOrder() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes(12));
        var mapped = ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        scenario.Counts("keys", mapped.Keys("Label"));
        scenario.Texts("schema", SchemaText.Lines(mapped.Schema));
    });

    [TestMethod]
    public void ErrorsNameTheColumn() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        scenario.Throws("missing", () => ml.Transforms.Conversion.MapValueToKey("Key", "Nowhere").Fit(data));
        scenario.Throws("key to value without values", () => ml.Transforms.Conversion.MapKeyToValue("Out", "Word").Fit(data));
        scenario.Throws("key to vector of text", () => ml.Transforms.Conversion.MapKeyToVector("Out", "Word").Fit(data));
        scenario.Throws("null name", () => ml.Transforms.Conversion.MapValueToKey((string)null!));
        scenario.Throws("empty name", () => ml.Transforms.Conversion.MapValueToKey("").Fit(data));
        scenario.Throws("no keys", () => ml.Transforms.Conversion.MapValueToKey("Key", "Word", maximumNumberOfKeys: 0));
        scenario.Throws("key data of two columns", () => ml.Transforms.Conversion.MapValueToKey("Key", "Word", keyData: data).Fit(data));
        scenario.Throws("key data of another type", () => ml.Transforms.Conversion.MapValueToKey("Key", "Whole", keyData: ml.Data.LoadFromEnumerable(new[] { new KeyRow { Value = "x" } })).Fit(data));
    });
}
