using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// One of several cursors that share a source. Each takes the next block of rows when it needs one, under a lock, and the number
/// of the block is the rows' <see cref="DataViewRow.Batch"/>, so that the source's order can be restored.
/// </summary>
internal sealed class SplitCursor : RootCursorBase
{
    private const int BlockSize = 64;

    private readonly Shared _shared;
    private readonly ColumnBuffer[] _columns;
    private readonly ColumnBuffer _ids;
    private readonly Delegate[] _getters;
    private readonly Delegate _idGetter;
    private long _batch;
    private int _slot;
    private int _count;

    private SplitCursor(IChannelProvider provider, Shared shared)
        : base(provider)
    {
        _shared = shared;
        var source = shared.Source;
        _columns = source.Schema
            .Select(column => source.IsColumnActive(column) ? ColumnBuffer.Create(source, column, BlockSize) : null)
            .ToArray();
        _getters = Array.ConvertAll(_columns, column => column?.MakeGetter(CurrentSlot));
        _ids = ColumnBuffer.CreateForId(source, BlockSize);
        _idGetter = _ids.MakeGetter(CurrentSlot);
    }

    public override DataViewSchema Schema => _shared.Source.Schema;

    public override long Batch => _batch;

    /// <summary>Splits a cursor; the source itself comes back when a column can't be copied.</summary>
    public static DataViewRowCursor[] CreateSet(IChannelProvider provider, DataViewRowCursor source, int n)
    {
        if (n <= 1 || source.Schema.Any(column => source.IsColumnActive(column) && !ColumnBuffer.CanHold(column.Type)))
            return [source];
        var shared = new Shared(source, n);
        return Enumerable.Range(0, n).Select(DataViewRowCursor (_) => new SplitCursor(provider, shared)).ToArray();
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => _columns[column.Index] != null;

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ValueGetter<DataViewRowId>)_idGetter;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Ch.Check(IsColumnActive(column), "requested column not active");
        return RowCursorUtils.Cast<TValue>(_getters[column.Index]);
    }

    protected override bool MoveNextCore()
    {
        if (++_slot < _count)
            return true;

        _slot = 0;
        _count = 0;
        lock (_shared)
        {
            while (_count < BlockSize && _shared.MoveNext())
            {
                foreach (var column in _columns)
                    column?.Fill(_count);
                _ids.Fill(_count++);
            }

            _batch = _shared.Blocks++;
        }

        return _count > 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && IsLive)
            _shared.Release();
        IsLive = false;
        base.Dispose(disposing);
    }

    private bool IsLive { get; set; } = true;

    private int CurrentSlot()
    {
        Ch.Check(IsGood, RowCursorUtils.FetchValueStateError);
        return _slot;
    }

    private sealed class Shared
    {
        private int _users;
        private bool _done;

        public Shared(DataViewRowCursor source, int users)
        {
            Source = source;
            _users = users;
        }

        public DataViewRowCursor Source { get; }

        public long Blocks { get; set; }

        public bool MoveNext()
        {
            _done = _done || !Source.MoveNext();
            return !_done;
        }

        public void Release()
        {
            if (Interlocked.Decrement(ref _users) == 0)
                Source.Dispose();
        }
    }
}
