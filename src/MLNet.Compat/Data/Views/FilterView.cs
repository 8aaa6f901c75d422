using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// The rows of another view that pass a test. The test reads some columns; their values are delivered again to whoever asks.
/// </summary>
internal abstract class FilterView : IDataView
{
    private readonly int[] _tested;
    private readonly bool _inOrder;

    private protected FilterView(IHostEnvironment env, string name, IDataView input, IEnumerable<int> tested, bool inOrder = false)
    {
        Contracts.CheckValue(env, nameof(env));
        Host = env.Register(name);
        Host.CheckValue(input, nameof(input));
        Source = input;
        _tested = tested.ToArray();
        _inOrder = inOrder;
    }

    public bool CanShuffle => !_inOrder && Source.CanShuffle;

    public DataViewSchema Schema => Source.Schema;

    protected IHost Host { get; }

    protected IDataView Source { get; }

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var needed = columnsNeeded.ToArray();
        return new Cursor(this, Source.GetRowCursor(WithTested(needed), CanShuffle ? rand : null), needed);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        if (_inOrder)
            return [GetRowCursor(columnsNeeded)];
        var needed = columnsNeeded.ToArray();
        return Array.ConvertAll(Source.GetRowCursorSet(WithTested(needed), n, CanShuffle ? rand : null),
            DataViewRowCursor (input) => new Cursor(this, input, needed));
    }

    /// <summary>A test of the row a cursor stands on.</summary>
    protected abstract Func<bool> MakeTest(DataViewRow row);

    private DataViewSchema.Column[] WithTested(DataViewSchema.Column[] needed)
        => [.. needed.Select(column => column.Index).Union(_tested).Select(index => Schema[index])];

    private sealed class Cursor : LinkedRootCursorBase
    {
        private readonly Func<int, bool> _active;
        private readonly Func<bool> _test;

        public Cursor(FilterView parent, DataViewRowCursor input, DataViewSchema.Column[] needed)
            : base(parent.Host, input)
        {
            Schema = parent.Schema;
            _active = RowCursorUtils.FromColumnsToPredicate(needed, Schema);
            _test = parent.MakeTest(input);
        }

        public override DataViewSchema Schema { get; }

        public override long Batch => Input.Batch;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Ch.Check(IsColumnActive(column), "requested column not active");
            return Input.GetGetter<TValue>(Input.Schema[column.Index]);
        }

        protected override bool MoveNextCore()
        {
            while (Root.MoveNext())
            {
                if (_test())
                    return true;
            }

            return false;
        }
    }
}
