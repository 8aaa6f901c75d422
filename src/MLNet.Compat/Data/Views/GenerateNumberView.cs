using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A view with a column of random numbers from 0 to 1, the same for the same seed and row position.</summary>
internal sealed class GenerateNumberView : IDataView
{
    private readonly IHost _host;
    private readonly IDataView _source;
    private readonly uint _seed;
    private readonly ColumnBindings _bindings;

    public GenerateNumberView(IHostEnvironment env, IDataView source, string name, uint? seed)
    {
        _host = env.Register("GenerateNumber");
        _source = source;
        _seed = seed ?? 42;
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
        _bindings = new ColumnBindings(source.Schema,
            [new DataViewSchema.DetachedColumn(name, NumberDataViewType.Single, annotations.ToAnnotations())]);
    }

    // The numbers follow the position of a row: in another order rows would get others.
    public bool CanShuffle => false;

    public DataViewSchema Schema => _bindings.Schema;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var predicate = RowCursorUtils.FromColumnsToPredicate(columnsNeeded, Schema);
        var active = _bindings.GetActiveInput(predicate);
        return new Cursor(this, _source.GetRowCursor(_source.Schema.Where(column => active[column.Index])), predicate);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded)];

    private sealed class Cursor : SynchronizedCursorBase
    {
        private readonly ColumnBindings _bindings;
        private readonly Func<int, bool> _active;
        private readonly TauswortheHybrid _rand;
        private long _drawn = -1;
        private float _number;

        public Cursor(GenerateNumberView parent, DataViewRowCursor input, Func<int, bool> active)
            : base(parent._host, input)
        {
            _bindings = parent._bindings;
            _active = active;
            _rand = RandomUtils.Create(parent._seed);
        }

        public override DataViewSchema Schema => _bindings.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Ch.Check(IsColumnActive(column));
            int index = _bindings.MapColumnIndex(out bool isSource, column.Index);
            if (isSource)
                return Input.GetGetter<TValue>(Input.Schema[index]);
            ValueGetter<float> getter = Draw;
            return RowCursorUtils.Cast<TValue>(getter);
        }

        private void Draw(ref float value)
        {
            Ch.Check(IsGood, RowCursorUtils.FetchValueStateError);
            for (; _drawn < Input.Position; _drawn++)
                _number = _rand.NextSingle();
            value = _number;
        }
    }
}
