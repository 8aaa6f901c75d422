using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Keeps columns of another view in memory. A column is read when it is first asked for, together with the others asked for then
/// and not read yet; after that the source is left alone.
/// </summary>
internal sealed class CacheDataView : IDataView
{
    private readonly IHost _host;
    private readonly IDataView _source;
    private readonly Lock _lock = new();
    private readonly ColumnBuffer[] _columns;
    private long _rowCount;

    public CacheDataView(IHostEnvironment env, IDataView input, int[] prefetch)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register("Cache");
        _host.CheckValue(input, nameof(input));
        var uncachable = input.Schema.Where(column => !ColumnBuffer.CanHold(column.Type)).ToArray();
        _source = uncachable.Length == 0 ? input : ColumnSubsetView.Drop(_host, input, uncachable.Select(column => column.Index));
        _columns = new ColumnBuffer[_source.Schema.Count];
        _rowCount = _source.GetRowCount() ?? -1;
        if (prefetch?.Length > 0)
            Fill(_source.Schema.Where(column => prefetch.Contains(input.Schema[column.Name].Index)));
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount()
    {
        long count = Volatile.Read(ref _rowCount);
        return count < 0 ? null : count;
    }

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
        => CreateCursor(columnsNeeded, rand, new Blocks(int.MaxValue));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        if (n <= 1)
            return [GetRowCursor(columnsNeeded, rand)];

        Fill(columnsNeeded);
        int[] order = rand?.Permutation((int)_rowCount);
        var blocks = new Blocks(64);
        return Enumerable.Range(0, n).Select(DataViewRowCursor (_) => new Cursor(this, columnsNeeded, order, blocks)).ToArray();
    }

    private Cursor CreateCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand, Blocks blocks)
    {
        Fill(columnsNeeded);
        return new Cursor(this, columnsNeeded, rand?.Permutation((int)_rowCount), blocks);
    }

    private void Fill(IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        lock (_lock)
        {
            var missing = columnsNeeded.Where(column => _columns[column.Index] == null).ToArray();
            if (missing.Length == 0 && _rowCount >= 0)
                return;

            using var cursor = _source.GetRowCursor(missing);
            var buffers = missing.Select(column => ColumnBuffer.Create(cursor, column, 16)).ToArray();
            int capacity = 16;
            int count = 0;
            while (cursor.MoveNext())
            {
                if (count == capacity)
                {
                    capacity = (int)Math.Min(Array.MaxLength, capacity * 2L);
                    foreach (var buffer in buffers)
                        buffer.Resize(capacity);
                }

                foreach (var buffer in buffers)
                    buffer.Fill(count);
                count++;
            }

            if (_rowCount >= 0 && _rowCount != count)
            {
                throw _host.Except("Inconsistent number of rows from input data view detected. This indicates a bug within the "
                    + "implementation of the input data view.");
            }

            for (int i = 0; i < missing.Length; i++)
            {
                buffers[i].Resize(count);
                buffers[i].Detach();
                _columns[missing[i].Index] = buffers[i];
            }

            Volatile.Write(ref _rowCount, count);
        }
    }

    /// <summary>Hands out blocks of row numbers to the cursors of a set.</summary>
    private sealed class Blocks
    {
        private readonly int _size;
        private int _next = -1;

        public Blocks(int size) => _size = size;

        public (long Start, long End, long Number) Take()
        {
            long number = Interlocked.Increment(ref _next);
            return (number * _size, (number + 1) * _size, number);
        }
    }

    private sealed class Cursor : RootCursorBase
    {
        private readonly CacheDataView _parent;
        private readonly Func<int, bool> _active;
        private readonly int[] _order;
        private readonly Blocks _blocks;
        private readonly long _rowCount;
        private long _row = -1;
        private long _end;
        private long _batch;

        public Cursor(CacheDataView parent, IEnumerable<DataViewSchema.Column> columnsNeeded, int[] order, Blocks blocks)
            : base(parent._host)
        {
            _parent = parent;
            _active = RowCursorUtils.FromColumnsToPredicate(columnsNeeded, parent.Schema);
            _order = order;
            _blocks = blocks;
            _rowCount = parent._rowCount;
        }

        public override DataViewSchema Schema => _parent.Schema;

        public override long Batch => _batch;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter()
            => (ref DataViewRowId value) => value = new DataViewRowId((ulong)CurrentRow(), 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Ch.Check(IsColumnActive(column), "requested column not active");
            return RowCursorUtils.Cast<TValue>(_parent._columns[column.Index].MakeGetter(CurrentRow));
        }

        protected override bool MoveNextCore()
        {
            if (++_row >= _end)
                (_row, _end, _batch) = _blocks.Take();
            return _row < _rowCount;
        }

        private int CurrentRow()
        {
            Ch.Check(IsGood, RowCursorUtils.FetchValueStateError);
            return _order == null ? (int)_row : _order[_row];
        }
    }
}
