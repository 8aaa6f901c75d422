using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Another view in a random order: each row is drawn from a pool of the next so many rows. The source is shuffled too, where it
/// can be and is wanted.
/// </summary>
internal sealed class ShuffledView : IDataView
{
    private readonly IHost _host;
    private readonly IDataView _source;
    private readonly int _poolRows;
    private readonly bool _poolOnly;
    private readonly bool _force;
    private readonly int _seed;

    public ShuffledView(IHostEnvironment env, IDataView input, int poolRows = 1000, bool poolOnly = false, bool forceShuffle = false, int? seed = null)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register("Shuffle");
        _host.CheckValue(input, nameof(input));
        _host.CheckUserArg(poolRows > 0, "PoolRows", "pool size must be positive");
        _poolRows = poolRows;
        _poolOnly = poolOnly;
        _force = forceShuffle;
        if (forceShuffle)
            _seed = seed ?? _host.Rand.NextSigned();
        var uncachable = input.Schema.Where(column => !ColumnBuffer.CanHold(column.Type)).Select(column => column.Index).ToArray();
        _source = uncachable.Length == 0 ? input : ColumnSubsetView.Drop(_host, input, uncachable);
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool shuffle = _force || rand != null;
        if (!shuffle)
            return _source.GetRowCursor(columnsNeeded);
        var myRand = rand ?? RandomUtils.Create(_seed);
        var sourceRand = _poolOnly ? null : RandomUtils.Create(myRand);
        var input = _source.GetRowCursor(columnsNeeded, sourceRand);
        return GetShuffledCursor(_host, _poolRows, input, myRand);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    /// <summary>A cursor that gives the rows of another in the order of a pool.</summary>
    public static DataViewRowCursor GetShuffledCursor(IChannelProvider provider, int poolRows, DataViewRowCursor cursor, Random rand)
        => poolRows == 1 ? cursor : new Cursor(provider, poolRows, cursor, rand);

    private sealed class Cursor : RootCursorBase
    {
        private readonly DataViewRowCursor _input;
        private readonly Random _rand;
        private readonly ColumnBuffer[] _columns;
        private readonly ColumnBuffer _ids;
        private readonly Delegate[] _getters;

        // The slots of the pool in the order in which they would come next; the one in use is at the front.
        private readonly int[] _slots;
        private int _head = -1;
        private int _live;
        private bool _inputDone;

        public Cursor(IChannelProvider provider, int poolRows, DataViewRowCursor input, Random rand)
            : base(provider)
        {
            _input = input;
            _rand = rand;
            _slots = Enumerable.Range(0, poolRows + 1).ToArray();
            _columns = input.Schema.Select(column => input.IsColumnActive(column) ? ColumnBuffer.Create(input, column, _slots.Length) : null).ToArray();
            _getters = Array.ConvertAll(_columns, column => column?.MakeGetter(CurrentSlot));
            _ids = ColumnBuffer.CreateForId(input, _slots.Length);
        }

        public override DataViewSchema Schema => _input.Schema;

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => _input.IsColumnActive(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ValueGetter<DataViewRowId>)_ids.MakeGetter(CurrentSlot);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Ch.CheckParam(column.Index < _getters.Length && _getters[column.Index] != null, nameof(column), "requested column not active");
            return RowCursorUtils.Cast<TValue>(_getters[column.Index]);
        }

        protected override bool MoveNextCore()
        {
            _head = At(1);
            int pool = _slots.Length - 1;
            for (; !_inputDone && _live < pool; _live++)
            {
                if (!_input.MoveNext())
                {
                    _inputDone = true;
                    break;
                }

                int slot = _slots[At(_live)];
                foreach (var column in _columns)
                    column?.Fill(slot);
                _ids.Fill(slot);
            }

            if (_live == 0)
                return false;
            int drawn = At(_rand.Next(_live));
            (_slots[_head], _slots[drawn]) = (_slots[drawn], _slots[_head]);
            _live--;
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _input.Dispose();
            base.Dispose(disposing);
        }

        private int At(int offset) => (_head + offset) % _slots.Length;

        private int CurrentSlot()
        {
            Ch.Check(IsGood, RowCursorUtils.FetchValueStateError);
            return _slots[_head];
        }
    }
}
