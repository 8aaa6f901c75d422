using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A view with the columns that a mapper adds, made row by row as they are asked for.</summary>
internal sealed class RowToRowMapperTransform : IDataView, IRowToRowMapper
{
    private readonly IHost _host;
    private readonly IDataView _source;
    private readonly IRowMapper _mapper;
    private readonly ColumnBindings _bindings;
    private readonly bool _inOrder;

    /// <param name="env">The environment.</param>
    /// <param name="input">The rows.</param>
    /// <param name="mapper">Makes the columns.</param>
    /// <param name="inOrder">Whether one cursor must see all rows, where a column depends on the rows before.</param>
    public RowToRowMapperTransform(IHostEnvironment env, IDataView input, IRowMapper mapper, bool inOrder = false)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(input, nameof(input));
        Contracts.CheckValue(mapper, nameof(mapper));
        _host = env.Register(nameof(RowToRowMapperTransform));
        _source = input;
        _mapper = mapper;
        _inOrder = inOrder;
        _bindings = new ColumnBindings(input.Schema, mapper.GetOutputColumns());
    }

    public IDataView Source => _source;

    public bool CanShuffle => _source.CanShuffle;

    public DataViewSchema InputSchema => _source.Schema;

    public DataViewSchema OutputSchema => _bindings.Schema;

    DataViewSchema IDataView.Schema => OutputSchema;

    public static DataViewSchema GetOutputSchema(DataViewSchema inputSchema, IRowMapper mapper)
        => new ColumnBindings(inputSchema, mapper.GetOutputColumns()).Schema;

    public ITransformer GetTransformer() => _mapper.GetTransformer();

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var active = GetActive(columnsNeeded, out var inputColumns);
        return new Cursor(_host, _source.GetRowCursor(inputColumns, CanShuffle ? rand : null), this, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        var active = GetActive(columnsNeeded, out var inputColumns);
        if (_inOrder && _bindings.AddedColumnIndices.Any(i => active[i]))
            return [GetRowCursor(columnsNeeded)];
        var inputs = _source.GetRowCursorSet(inputColumns, n, CanShuffle ? rand : null);
        if (inputs.Length == 1 && n > 1 && _bindings.AddedColumnIndices.Any(i => active[i]))
            inputs = SplitCursor.CreateSet(_host, inputs[0], n);
        return Array.ConvertAll(inputs, DataViewRowCursor (input) => new Cursor(_host, input, this, active));
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        GetActive(dependingColumns, out var inputColumns);
        return inputColumns;
    }

    DataViewRow IRowToRowMapper.GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        _host.CheckValue(input, nameof(input));
        _host.CheckValue(activeColumns, nameof(activeColumns));
        _host.Check(input.Schema == InputSchema, "Schema of input row must be the same as the schema the mapper is bound to");
        var active = GetActive(activeColumns, out _);
        var getters = _mapper.CreateGetters(input, AddedPredicate(active), out var disposer);
        return new Row(input, this, getters, disposer);
    }

    private bool[] GetActive(IEnumerable<DataViewSchema.Column> columnsNeeded, out IEnumerable<DataViewSchema.Column> inputColumns)
    {
        var predicate = RowCursorUtils.FromColumnsToPredicate(columnsNeeded, OutputSchema);
        var active = Enumerable.Range(0, OutputSchema.Count).Select(predicate).ToArray();
        var passed = _bindings.GetActiveInput(predicate);
        var needed = _mapper.GetDependencies(AddedPredicate(active));
        inputColumns = InputSchema.Where(column => passed[column.Index] || needed(column.Index)).ToArray();
        return active;
    }

    private Func<int, bool> AddedPredicate(bool[] active)
        => i => i >= 0 && i < _bindings.AddedColumnIndices.Count && active[_bindings.AddedColumnIndices[i]];

    private sealed class Row : WrappingRow
    {
        private readonly RowToRowMapperTransform _parent;
        private readonly Delegate[] _getters;
        private readonly Action _disposer;

        public Row(DataViewRow input, RowToRowMapperTransform parent, Delegate[] getters, Action disposer)
            : base(input)
        {
            _parent = parent;
            _getters = getters;
            _disposer = disposer;
        }

        public override DataViewSchema Schema => _parent.OutputSchema;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            int index = _parent._bindings.MapColumnIndex(out bool isSource, column.Index);
            return isSource ? Input.IsColumnActive(Input.Schema[index]) : _getters[index] != null;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            int index = _parent._bindings.MapColumnIndex(out bool isSource, column.Index);
            return isSource ? Input.GetGetter<TValue>(Input.Schema[index]) : RowCursorUtils.Cast<TValue>(_getters[index]);
        }

        protected override void DisposeCore(bool disposing)
        {
            if (disposing)
                _disposer?.Invoke();
        }
    }

    private sealed class Cursor : SynchronizedCursorBase
    {
        private readonly ColumnBindings _bindings;
        private readonly bool[] _active;
        private readonly Delegate[] _getters;
        private readonly Action _disposer;

        public Cursor(IChannelProvider provider, DataViewRowCursor input, RowToRowMapperTransform parent, bool[] active)
            : base(provider, input)
        {
            _bindings = parent._bindings;
            _active = active;
            _getters = parent._mapper.CreateGetters(input, parent.AddedPredicate(active), out _disposer);
        }

        public override DataViewSchema Schema => _bindings.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Ch.Check(column.Index < _active.Length);
            return _active[column.Index];
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Ch.Check(IsColumnActive(column));
            int index = _bindings.MapColumnIndex(out bool isSource, column.Index);
            return isSource ? Input.GetGetter<TValue>(Input.Schema[index]) : RowCursorUtils.Cast<TValue>(_getters[index]);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _disposer?.Invoke();
            base.Dispose(disposing);
        }
    }
}
