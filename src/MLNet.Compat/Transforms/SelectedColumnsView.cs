using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>A choice of columns, bound to a schema.</summary>
internal sealed class SelectedColumns : IRowToRowMapper
{
    private readonly int[] _sources;

    public SelectedColumns(DataViewSchema inputSchema, int[] sources)
    {
        _sources = sources;
        InputSchema = inputSchema;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(sources.Select(source => new DataViewSchema.DetachedColumn(inputSchema[source])));
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public DataViewSchema.Column Source(DataViewSchema.Column column) => InputSchema[_sources[column.Index]];

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        dependingColumns.Select(column => _sources[column.Index]).Distinct().Order().Select(index => InputSchema[index]).ToArray();

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => new Row(input, this);

    private sealed class Row(DataViewRow input, SelectedColumns columns) : WrappingRow(input)
    {
        public override DataViewSchema Schema => columns.OutputSchema;

        public override bool IsColumnActive(DataViewSchema.Column column) => Input.IsColumnActive(columns.Source(column));

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Input.GetGetter<TValue>(columns.Source(column));
    }
}

/// <summary>A view of some columns of another.</summary>
internal sealed class SelectedColumnsView(IHost host, IDataView source, SelectedColumns columns) : IDataView
{
    public DataViewSchema Schema => columns.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var active = RowCursorUtils.FromColumnsToPredicate(columnsNeeded, Schema);
        return new Cursor(host, source.GetRowCursor(columns.GetDependencies(columnsNeeded), rand), columns, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        var active = RowCursorUtils.FromColumnsToPredicate(columnsNeeded, Schema);
        var inputs = source.GetRowCursorSet(columns.GetDependencies(columnsNeeded), n, rand);
        return Array.ConvertAll(inputs, DataViewRowCursor (input) => new Cursor(host, input, columns, active));
    }

    private sealed class Cursor(IHost host, DataViewRowCursor input, SelectedColumns columns, Func<int, bool> active)
        : SynchronizedCursorBase(host, input)
    {
        public override DataViewSchema Schema => columns.OutputSchema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Input.GetGetter<TValue>(columns.Source(column));
    }
}
