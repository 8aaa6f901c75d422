using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A run of rows of another view.</summary>
internal sealed class SkipTakeView : IDataView
{
    private readonly IHost _host;
    private readonly IDataView _source;
    private readonly long _skip;
    private readonly long _take;

    public SkipTakeView(IHostEnvironment env, IDataView input, long skip, long take)
    {
        _host = env.Register("SkipTakeFilter");
        _source = input;
        _skip = skip;
        _take = take;
    }

    // Which rows they are depends on their order.
    public bool CanShuffle => false;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount()
    {
        if (_take == 0)
            return 0;
        return _source.GetRowCount() is long count ? Math.Min(Math.Max(0, count - _skip), _take) : null;
    }

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
        => new Cursor(_host, _source.GetRowCursor(columnsNeeded), _skip, _take);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded)];

    private sealed class Cursor : LinkedRootCursorBase
    {
        private readonly long _take;
        private long _skip;
        private long _taken;

        public Cursor(IChannelProvider provider, DataViewRowCursor input, long skip, long take)
            : base(provider, input)
        {
            _skip = skip;
            _take = take;
        }

        public override DataViewSchema Schema => Input.Schema;

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => Input.IsColumnActive(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Input.GetGetter<TValue>(column);

        protected override bool MoveNextCore()
        {
            if (_taken >= _take)
                return false;
            for (; _skip > 0; _skip--)
            {
                if (!Root.MoveNext())
                    return false;
            }

            _taken++;
            return Root.MoveNext();
        }
    }
}
