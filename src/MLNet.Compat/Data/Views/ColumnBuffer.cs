using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Values of one active column of several rows, copied out of a cursor.</summary>
internal abstract class ColumnBuffer
{
    public static ColumnBuffer Create(DataViewRow input, DataViewSchema.Column column, int capacity)
        => GenericInvoke.Call(CreateTyped<int>, column.Type.RawType, input, column, capacity);

    public static ColumnBuffer CreateForId(DataViewRow input, int capacity)
        => new Typed<DataViewRowId>(input.GetIdGetter(), ValueCopier.Of<DataViewRowId>(RowIdDataViewType.Instance), capacity);

    /// <summary>Copies the input's current value into a slot.</summary>
    public abstract void Fill(int slot);

    /// <summary>Makes room for slots, keeping what is there.</summary>
    public abstract void Resize(int capacity);

    /// <summary>A getter of the slot that <paramref name="slot"/> gives at the time of the call.</summary>
    public abstract Delegate MakeGetter(Func<int> slot);

    /// <summary>Lets go of the input.</summary>
    public abstract void Detach();

    /// <summary>Whether values of the type can be copied out of a cursor to be kept.</summary>
    public static bool CanHold(DataViewType type) => type is PrimitiveDataViewType or VectorDataViewType;

    private static ColumnBuffer CreateTyped<TValue>(DataViewRow input, DataViewSchema.Column column, int capacity)
        => new Typed<TValue>(input.GetGetter<TValue>(column), ValueCopier.Of<TValue>(column.Type), capacity);

    private sealed class Typed<TValue> : ColumnBuffer
    {
        private ValueGetter<TValue> _source;
        private readonly ValueCopier<TValue> _copy;
        private TValue[] _values;

        public Typed(ValueGetter<TValue> source, ValueCopier<TValue> copy, int capacity)
        {
            _source = source;
            _copy = copy;
            _values = new TValue[capacity];
        }

        public override void Fill(int slot) => _source(ref _values[slot]);

        public override void Resize(int capacity) => Array.Resize(ref _values, capacity);

        public override void Detach() => _source = null;

        public override Delegate MakeGetter(Func<int> slot)
        {
            ValueGetter<TValue> getter = (ref TValue value) => _copy(in _values[slot()], ref value);
            return getter;
        }
    }
}

/// <summary>Copies a value so that the copy shares no array with it.</summary>
internal delegate void ValueCopier<TValue>(in TValue source, ref TValue destination);

internal static class ValueCopier
{
    public static ValueCopier<TValue> Of<TValue>(DataViewType type)
    {
        if (type is VectorDataViewType vector)
            return (ValueCopier<TValue>)GenericInvoke.Call(VectorCopier<int>, vector.ItemType.RawType);
        return (in TValue source, ref TValue destination) => destination = source;
    }

    private static Delegate VectorCopier<TItem>()
    {
        ValueCopier<VBuffer<TItem>> copier = (in VBuffer<TItem> source, ref VBuffer<TItem> destination) => source.CopyTo(ref destination);
        return copier;
    }
}
