using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Some columns of another view, in any order.</summary>
internal sealed class ColumnSubsetView : IDataView, IRowToRowMapper
{
    private readonly IHostEnvironment _env;
    private readonly IDataView _source;
    private readonly int[] _map;

    public ColumnSubsetView(IHostEnvironment env, IDataView source, IEnumerable<int> sourceIndices)
    {
        _env = env;
        _source = source;
        _map = sourceIndices.ToArray();
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(_map.Select(index => source.Schema[index]));
        Schema = builder.ToSchema();
    }

    public bool CanShuffle => _source.CanShuffle;

    public DataViewSchema Schema { get; }

    public DataViewSchema InputSchema => _source.Schema;

    public DataViewSchema OutputSchema => Schema;

    public static ColumnSubsetView Drop(IHostEnvironment env, IDataView source, IEnumerable<int> dropped)
        => new(env, source, Enumerable.Range(0, source.Schema.Count).Except(dropped));

    public static ColumnSubsetView Drop(IHostEnvironment env, IDataView source, string name)
        => Drop(env, source, source.Schema.Where(column => string.Equals(column.Name, name, StringComparison.Ordinal)).Select(column => column.Index));

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
        => new Cursor(_env, _source.GetRowCursor(GetDependencies(columnsNeeded), rand), this);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => Array.ConvertAll(_source.GetRowCursorSet(GetDependencies(columnsNeeded), n, rand),
            DataViewRowCursor (input) => new Cursor(_env, input, this));

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
        => dependingColumns.Select(column => _source.Schema[_map[column.Index]]).ToArray();

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => new Row(input, this);

    private sealed class Row : WrappingRow
    {
        private readonly ColumnSubsetView _parent;

        public Row(DataViewRow input, ColumnSubsetView parent)
            : base(input)
        {
            _parent = parent;
        }

        public override DataViewSchema Schema => _parent.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => Input.IsColumnActive(Input.Schema[_parent._map[column.Index]]);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
            => Input.GetGetter<TValue>(Input.Schema[_parent._map[column.Index]]);
    }

    private sealed class Cursor : SynchronizedCursorBase
    {
        private readonly ColumnSubsetView _parent;

        public Cursor(IChannelProvider provider, DataViewRowCursor input, ColumnSubsetView parent)
            : base(provider, input)
        {
            _parent = parent;
        }

        public override DataViewSchema Schema => _parent.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => Input.IsColumnActive(Input.Schema[_parent._map[column.Index]]);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
            => Input.GetGetter<TValue>(Input.Schema[_parent._map[column.Index]]);
    }
}
