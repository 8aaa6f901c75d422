using System.Collections.Immutable;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The first rows of a view, all read at once.</summary>
public sealed class DataDebuggerPreview
{
    internal DataDebuggerPreview(IDataView data, int maxRows)
    {
        Contracts.CheckValue(data, nameof(data));
        Contracts.CheckParam(maxRows >= 0, nameof(maxRows));
        Schema = data.Schema;
        var rows = new List<RowInfo>();
        var columns = Schema.Select(_ => new List<object>()).ToArray();
        using (var cursor = data.GetRowCursor(Schema))
        {
            var readers = Schema.Select(column => GenericInvoke.Call(MakeReader<int>, column.Type.RawType, (DataViewRow)cursor, column)).ToArray();
            while (rows.Count < maxRows && cursor.MoveNext())
            {
                // Read twice, so that rows and columns share no arrays.
                rows.Add(new RowInfo(readers.Select((read, i) => KeyValuePair.Create(Schema[i].Name, read())).ToArray()));
                for (int i = 0; i < readers.Length; i++)
                    columns[i].Add(readers[i]());
            }
        }

        RowView = [.. rows];
        ColumnView = [.. columns.Select((values, i) => new ColumnInfo(Schema[i], [.. values]))];
    }

    public DataViewSchema Schema { get; }

    public ImmutableArray<ColumnInfo> ColumnView { get; }

    public ImmutableArray<RowInfo> RowView { get; }

    public override string ToString() => $"{Schema.Count} columns, {RowView.Length} rows";

    private static Func<object> MakeReader<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<T>(column);
        return () =>
        {
            T value = default;
            getter(ref value);
            return value;
        };
    }

    /// <summary>A row by column names.</summary>
    public sealed class RowInfo
    {
        internal RowInfo(KeyValuePair<string, object>[] values) => Values = values;

        public KeyValuePair<string, object>[] Values { get; }

        public override string ToString() => $"{Values.Length} columns";
    }

    /// <summary>A column with its values.</summary>
    public sealed class ColumnInfo
    {
        internal ColumnInfo(DataViewSchema.Column column, object[] values)
        {
            Column = column;
            Values = values;
        }

        public DataViewSchema.Column Column { get; }

        public object[] Values { get; }

        public override string ToString() => $"{Column.Name}: {Column.Type}";
    }
}
