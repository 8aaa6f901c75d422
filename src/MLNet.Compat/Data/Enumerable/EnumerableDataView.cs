using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Row objects as a view. Each cursor enumerates them anew.</summary>
internal sealed class EnumerableDataView<TRow> : IDataView
    where TRow : class
{
    private readonly IHost _host;
    private readonly IEnumerable<TRow> _data;
    private readonly MemberColumn[] _columns;

    public EnumerableDataView(IHostEnvironment env, IEnumerable<TRow> data, MemberColumn[] columns)
    {
        _host = env.Register("StreamingDataView");
        _data = data;
        _columns = columns;
        Schema = MemberColumn.MakeSchema(columns);
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => (_data as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
        => new Cursor(this, RowCursorUtils.FromColumnsToPredicate(columnsNeeded, Schema));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RootCursorBase
    {
        private readonly Delegate[] _getters;
        private readonly IEnumerator<TRow> _rows;
        private TRow _current;

        public Cursor(EnumerableDataView<TRow> parent, Func<int, bool> active)
            : base(parent._host)
        {
            Schema = parent.Schema;
            _getters = parent._columns.Select((column, i) => active(i) ? MemberGetters.Make(column, Current) : null).ToArray();
            _rows = parent._data.GetEnumerator();
        }

        public override DataViewSchema Schema { get; }

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            if (column.Index >= _getters.Length)
                throw Ch.Except("Column index must be between 0 and {0}", _getters.Length);
            return _getters[column.Index] != null;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) =>
        {
            Ch.Check(IsGood, RowCursorUtils.FetchValueStateError);
            value = new DataViewRowId((ulong)Position, 0);
        };

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Ch.CheckParam(IsColumnActive(column), nameof(column), "requested column not active");
            return RowObject.Cast<TValue>(Ch, _getters[column.Index], column);
        }

        protected override bool MoveNextCore()
        {
            _current = null;
            if (!_rows.MoveNext())
                return false;
            _current = _rows.Current ?? throw Ch.Except("Encountered null when iterating over data, this is not supported.");
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _rows.Dispose();
            base.Dispose(disposing);
        }

        private TRow Current() => _current;
    }
}
