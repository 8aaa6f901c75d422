using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Compat.Tests.Recording;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>Column types, row ids, schemas and annotations made by hand.</summary>
[TestClass]
public sealed class DataTypeTests
{
    private static readonly DataViewType[] Types =
    [
        TextDataViewType.Instance,
        BooleanDataViewType.Instance,
        NumberDataViewType.SByte,
        NumberDataViewType.Single,
        NumberDataViewType.UInt64,
        DateTimeDataViewType.Instance,
        DateTimeOffsetDataViewType.Instance,
        TimeSpanDataViewType.Instance,
        RowIdDataViewType.Instance,
        new KeyDataViewType(typeof(uint), 5),
        new KeyDataViewType(typeof(byte), 255),
        new KeyDataViewType(typeof(ulong), ulong.MaxValue),
        new VectorDataViewType(NumberDataViewType.Single),
        new VectorDataViewType(NumberDataViewType.Single, 3),
        new VectorDataViewType(NumberDataViewType.Single, 2, 3),
        new VectorDataViewType(NumberDataViewType.Single, 2, 0),
        new VectorDataViewType(TextDataViewType.Instance, 4),
        new VectorDataViewType(new KeyDataViewType(typeof(uint), 5), 2),
    ];

    [TestMethod]
    public void TypesHaveNamesAndRawTypes() => Scenario.Run(scenario =>
    {
        scenario.Texts("names", Types.Select(type => type.ToString()!));
        scenario.Texts("raw types", Types.Select(type => type.RawType.ToString()));
        scenario.Texts("sizes", Types.OfType<VectorDataViewType>().Select(type => FormattableString.Invariant($"{type.IsKnownSize} {type.Size} [{string.Join(",", type.Dimensions)}]")));
        scenario.Texts("key types", new[] { typeof(byte), typeof(ushort), typeof(uint), typeof(ulong), typeof(int), typeof(float) }.Select(type => $"{type.Name} {KeyDataViewType.IsValidDataType(type)}"));
    });

    [TestMethod]
    public void EqualTypesAreEqual() => Scenario.Run(scenario =>
    {
        scenario.Truth("keys", new KeyDataViewType(typeof(uint), 5).Equals(new KeyDataViewType(typeof(uint), 5)));
        scenario.Truth("keys of another count", new KeyDataViewType(typeof(uint), 5).Equals(new KeyDataViewType(typeof(uint), 6)));
        scenario.Truth("keys of another type", new KeyDataViewType(typeof(ulong), 5).Equals(new KeyDataViewType(typeof(uint), 5)));
        scenario.Truth("vectors", new VectorDataViewType(NumberDataViewType.Single, 3).Equals(new VectorDataViewType(NumberDataViewType.Single, 3)));
        scenario.Truth("vectors of another size", new VectorDataViewType(NumberDataViewType.Single, 3).Equals(new VectorDataViewType(NumberDataViewType.Single, 4)));
        scenario.Truth("vectors of another shape", new VectorDataViewType(NumberDataViewType.Single, 2, 3).Equals(new VectorDataViewType(NumberDataViewType.Single, 6)));
        scenario.Truth("hash codes", new KeyDataViewType(typeof(uint), 5).GetHashCode() == new KeyDataViewType(typeof(uint), 5).GetHashCode());
        scenario.Throws("key of int", () => _ = new KeyDataViewType(typeof(int), 5));
        scenario.Throws("key of nothing", () => _ = new KeyDataViewType(typeof(uint), 0));
        scenario.Throws("key too large for its type", () => _ = new KeyDataViewType(typeof(byte), 256));
        scenario.Throws("negative size", () => _ = new VectorDataViewType(NumberDataViewType.Single, -1));
        scenario.Throws("null item", () => _ = new VectorDataViewType(null!, 3));
    });

    [TestMethod]
    public void RowIdsHash() => Scenario.Run(scenario =>
    {
        var id = new DataViewRowId(5, 7);
        scenario.Texts("ids", new[] { id, id.Next(), id.Fork(), id.Combine(new DataViewRowId(1, 2)), default }.Select(value => value.ToString()));
        scenario.Count("order", Math.Sign(id.CompareTo(new DataViewRowId(6, 7))));
        scenario.Truth("equal", id.Equals(new DataViewRowId(5, 7)));
    });

    [TestMethod]
    public void SchemasAreBuilt() => Scenario.Run(scenario =>
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue("ScoreColumnKind", TextDataViewType.Instance, "Regression".AsMemory());
        annotations.Add("Numbers", new VectorDataViewType(NumberDataViewType.Int32, 2), (ref VBuffer<int> value) => value = new VBuffer<int>(2, [3, 4]));
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single, annotations.ToAnnotations());
        builder.AddColumn("B", TextDataViewType.Instance);
        builder.AddColumn("A", new KeyDataViewType(typeof(uint), 3));
        var schema = builder.ToSchema();
        scenario.Texts("schema", SchemaText.Lines(schema));
        scenario.Text("text", schema.ToString());
        scenario.Text("column", schema[1].ToString());
        scenario.Count("by name", schema["A"].Index);
        scenario.Truth("absent", schema.GetColumnOrNull("C") is null);
        VBuffer<int> numbers = default;
        schema[0].Annotations.GetValue("Numbers", ref numbers);
        scenario.Counts("annotation", numbers.DenseValues());
        scenario.Text("annotations", schema[0].Annotations.ToString());
        var number = 0f;
        scenario.Throws("absent annotation", () => schema[0].Annotations.GetValue("Nothing", ref number));
        scenario.Throws("annotation of another type", () => schema[0].Annotations.GetValue("ScoreColumnKind", ref number));
        scenario.Throws("index", () => _ = schema[3]);
        scenario.Throws("name", () => _ = schema["C"]);
        scenario.Throws("null name", () => builder.AddColumn(null!, TextDataViewType.Instance));
        scenario.Throws("null type", () => builder.AddColumn("D", null!));
    });

    [TestMethod]
    public void AnnotationHelpersReadTheUsualKinds() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Samples.NumericRows.Classes(6));
        var mapped = ml.Transforms.Conversion.MapValueToKey("Key", "Label").Append(ml.Transforms.Conversion.MapKeyToVector("Indicator", "Key")).Fit(data).Transform(data);
        scenario.Truth("has key values", mapped.Schema["Key"].HasKeyValues());
        scenario.Truth("has no key values", mapped.Schema["Label"].HasKeyValues());
        scenario.Truth("has slot names", mapped.Schema["Indicator"].HasSlotNames());
        scenario.Truth("has no slot names", mapped.Schema["Features"].HasSlotNames());
        scenario.Truth("is normalized", mapped.Schema["Indicator"].IsNormalized());
        VBuffer<ReadOnlyMemory<char>> slots = default;
        mapped.Schema["Indicator"].GetSlotNames(ref slots);
        scenario.Texts("slots", slots.DenseValues().Select(slot => slot.ToString()));
        VBuffer<ReadOnlyMemory<char>> keys = default;
        mapped.Schema["Key"].GetKeyValues(ref keys);
        scenario.Texts("keys", keys.DenseValues().Select(slot => slot.ToString()));
        scenario.Throws("no slot names", () => mapped.Schema["Features"].GetSlotNames(ref slots));
        scenario.Throws("no key values", () => mapped.Schema["Features"].GetKeyValues(ref keys));
    });

    [TestMethod]
    public void CursorSetsCoverEveryRow() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Samples.NumberedRow.Sequence(3000));
        var copied = ml.Transforms.CopyColumns("Again", "Number").Fit(data).Transform(data);
        var cursors = copied.GetRowCursorSet([copied.Schema["Again"]], 3);
        scenario.Truth("at least one", cursors.Length >= 1);
        List<int> numbers = [];
        foreach (var cursor in cursors)
        {
            using (cursor)
            {
                var getter = cursor.GetGetter<int>(cursor.Schema["Again"]);
                while (cursor.MoveNext())
                {
                    var value = 0;
                    getter(ref value);
                    numbers.Add(value);
                }
            }
        }
        scenario.Count("rows", numbers.Count);
        scenario.Text("sum", numbers.Sum().ToString(CultureInfo.InvariantCulture));
        scenario.Count("distinct", numbers.Distinct().Count());
    });
}
