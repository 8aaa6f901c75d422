using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Compat.Tests.Recording;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>LoadFromEnumerable and CreateEnumerable: what schema a class gives, how rows come back, what is refused.</summary>
[TestClass]
public sealed class EnumerableTests
{
    /// <summary>A member of every supported type.</summary>
    public class EveryType
    {
        /// <summary>Text.</summary>
        public string? Text { get; set; } = "t";

        /// <summary>Text without a copy.</summary>
        public ReadOnlyMemory<char> Memory { get; set; } = "m".AsMemory();

        /// <summary>A truth value.</summary>
        public bool Truth = true;

        /// <summary>Numbers.</summary>
        public sbyte Int8 = -1;

        /// <summary>Numbers.</summary>
        public byte UInt8 = 2;

        /// <summary>Numbers.</summary>
        public short Int16 = -3;

        /// <summary>Numbers.</summary>
        public ushort UInt16 = 4;

        /// <summary>Numbers.</summary>
        public int Int32 = -5;

        /// <summary>Numbers.</summary>
        public uint UInt32 = 6;

        /// <summary>Numbers.</summary>
        public long Int64 = -7;

        /// <summary>Numbers.</summary>
        public ulong UInt64 = 8;

        /// <summary>Numbers.</summary>
        public float Single = 1.5f;

        /// <summary>Numbers.</summary>
        public double Double = 2.5;

        /// <summary>Times.</summary>
        public DateTime Time = new(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc);

        /// <summary>Times.</summary>
        public DateTimeOffset Offset = new(2024, 5, 6, 7, 8, 9, TimeSpan.FromHours(2));

        /// <summary>Times.</summary>
        public TimeSpan Span = TimeSpan.FromMinutes(90);

        /// <summary>A vector of unknown size.</summary>
        public float[]? Variable = [1, 2];

        /// <summary>A vector of known size.</summary>
        [VectorType(3)]
        public double[] Fixed { get; set; } = [1, 2, 3];

        /// <summary>A matrix.</summary>
        [VectorType(2, 2)]
        public int[] Matrix { get; set; } = [1, 2, 3, 4];

        /// <summary>A sparse vector.</summary>
        [VectorType(5)]
        public VBuffer<float> Sparse { get; set; } = new(5, 2, [7f, 8f], [1, 3]);

        /// <summary>Texts.</summary>
        public string?[] Words { get; set; } = ["a", null, "c"];

        /// <summary>A key.</summary>
        [KeyType(10)]
        public uint Key { get; set; } = 3;

        /// <summary>A key of a byte.</summary>
        [KeyType(4)]
        public byte SmallKey { get; set; } = 4;

        /// <summary>A renamed member.</summary>
        [ColumnName("Other")]
        public int Renamed { get; set; } = 9;

        /// <summary>Not a column.</summary>
        [NoColumn]
        public object? Ignored { get; set; }

        /// <summary>Not a column: no setter is needed to be read, but a getter is.</summary>
        public int WriteOnly { set => _ = value; }

        /// <summary>A property without a setter.</summary>
        public int ReadOnly => 11;
    }

    /// <summary>Members of a base class are columns too.</summary>
    public sealed class Derived : EveryType
    {
        /// <summary>One more.</summary>
        public int More = 12;
    }

    /// <summary>Three members for reading back.</summary>
    public sealed class Narrow
    {
        /// <summary>Text.</summary>
        public string? Text { get; set; }

        /// <summary>A vector.</summary>
        public double[]? Fixed { get; set; }

        /// <summary>A sparse vector as array.</summary>
        public float[]? Sparse { get; set; }
    }

    /// <summary>A member that is not in the data.</summary>
    public sealed class Wider
    {
        /// <summary>There.</summary>
        public string? Text { get; set; }

        /// <summary>Not there.</summary>
        public float Absent { get; set; } = -1;
    }

    /// <summary>A member of another type than the data's.</summary>
    public sealed class Mismatched
    {
        /// <summary>Text in the data.</summary>
        public float Text { get; set; }
    }

    /// <summary>A member of a type that is no column type.</summary>
    public sealed class Unsupported
    {
        /// <summary>No column type.</summary>
        public List<int> Numbers { get; set; } = [];
    }

    /// <summary>A vector shorter than declared.</summary>
    public sealed class Short
    {
        /// <summary>Declared as three.</summary>
        [VectorType(3)]
        public float[]? Values { get; set; }
    }

    /// <summary>A class without members.</summary>
    public sealed class Empty;

    /// <summary>A vector without declared size for a schema definition.</summary>
    public sealed class Plain
    {
        /// <summary>A vector.</summary>
        public float[] Values { get; set; } = [1, 2];

        /// <summary>A number that may be declared a key.</summary>
        public uint Number { get; set; } = 1;
    }

    [TestMethod]
    public void EveryTypeHasAColumn() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable([new EveryType(), new EveryType { Text = null, Variable = null }]);
        scenario.Texts("schema", SchemaText.Lines(data.Schema));
        scenario.Texts("rows", data.Rows([.. data.Schema.Select(column => column.Name)]));
        scenario.Texts("derived", ml.Data.LoadFromEnumerable([new Derived()]).Schema.Select(column => column.Name));
        scenario.Text("row count", data.GetRowCount()?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        scenario.Truth("can shuffle", data.CanShuffle);
        var lazy = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 3).Select(_ => new EveryType()));
        scenario.Text("lazy row count", lazy.GetRowCount()?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        scenario.Truth("lazy can shuffle", lazy.CanShuffle);
    });

    [TestMethod]
    public void RowsComeBack() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable([new EveryType(), new EveryType { Text = null, Fixed = [4, 5, 6] }]);
        var rows = ml.Data.CreateEnumerable<Narrow>(data, reuseRowObject: false).ToArray();
        scenario.Texts("text", rows.Select(row => row.Text ?? "<null>"));
        scenario.Texts("fixed", rows.Select(row => string.Join(",", row.Fixed!)));
        scenario.Texts("sparse", rows.Select(row => string.Join(",", row.Sparse!)));
        scenario.Truth("distinct objects", !ReferenceEquals(rows[0], rows[1]));
        var reused = ml.Data.CreateEnumerable<Narrow>(data, reuseRowObject: true).ToArray();
        scenario.Truth("one object", ReferenceEquals(reused[0], reused[1]));
        var wider = ml.Data.CreateEnumerable<Wider>(data, reuseRowObject: false, ignoreMissingColumns: true).First();
        scenario.Number("absent", wider.Absent, 0);
    });

    [TestMethod]
    public void WrongRowsAreErrors() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable([new EveryType()]);
        scenario.Throws("absent column", () => ml.Data.CreateEnumerable<Wider>(data, reuseRowObject: false).First());
        scenario.Throws("other type", () => ml.Data.CreateEnumerable<Mismatched>(data, reuseRowObject: false).First());
        scenario.Throws("unsupported member", () => ml.Data.LoadFromEnumerable([new Unsupported()]));
        scenario.Throws("no members", () => scenario.Count("columns", ml.Data.LoadFromEnumerable([new Empty()]).Schema.Count));
        scenario.Throws("null data", () => ml.Data.LoadFromEnumerable<EveryType>(null!));
        scenario.Throws("null view", () => ml.Data.CreateEnumerable<Narrow>(null!, reuseRowObject: false));
        scenario.Throws("short vector", () => ml.Data.LoadFromEnumerable([new Short { Values = [1, 2] }]).Flat("Values").ToArray());
        scenario.Throws("null vector", () => scenario.Count("null vector length", ml.Data.LoadFromEnumerable([new Short()]).Flat("Values").Count()));
    });

    [TestMethod]
    public void ASchemaDefinitionOverridesTheClass() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var definition = SchemaDefinition.Create(typeof(Plain));
        scenario.Texts("members", definition.Select(column => $"{column.MemberName} {column.ColumnName} {column.ColumnType}"));
        definition["Values"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
        definition["Number"].ColumnType = new KeyDataViewType(typeof(uint), 5);
        definition["Number"].ColumnName = "Key";
        var data = ml.Data.LoadFromEnumerable([new Plain()], definition);
        scenario.Texts("schema", SchemaText.Lines(data.Schema));
        scenario.Texts("rows", data.Rows("Values", "Key"));
    });

    [TestMethod]
    public void CursorsSayWhereTheyAre() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 3).Select(i => new Plain { Number = (uint)i }).ToArray());
        using var cursor = data.GetRowCursor([data.Schema["Number"]]);
        scenario.Count("before", cursor.Position);
        List<string> rows = [];
        var id = cursor.GetIdGetter();
        while (cursor.MoveNext())
        {
            DataViewRowId value = default;
            id(ref value);
            rows.Add(FormattableString.Invariant($"{cursor.Position} {cursor.Batch} {value}"));
        }
        scenario.Texts("rows", rows);
        scenario.Count("after", cursor.Position);
        scenario.Truth("moves on", cursor.MoveNext());
        scenario.Truth("asked column active", cursor.IsColumnActive(data.Schema["Number"]));
        scenario.Truth("other column active", cursor.IsColumnActive(data.Schema["Values"]));
        using var again = data.GetRowCursor([data.Schema["Number"]]);
        scenario.Throws("inactive getter", () => again.GetGetter<VBuffer<float>>(data.Schema["Values"]));
        scenario.Throws("getter of another type", () => again.GetGetter<float>(data.Schema["Number"]));
        scenario.Throws("column by unknown name", () => data.Schema["Nowhere"].ToString());
    });
}
