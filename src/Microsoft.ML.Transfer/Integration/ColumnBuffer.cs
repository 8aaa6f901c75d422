using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>
/// The values of one column for the rows of a fill, read ahead from the input so that they can be handed out after the input has moved on.
/// </summary>
internal abstract class ColumnBuffer
{
    /// <summary>A buffer for <paramref name="column"/> of <paramref name="row"/>, whatever its type.</summary>
    public static ColumnBuffer Create(DataViewRow row, DataViewSchema.Column column)
    {
        var type = column.Type is VectorDataViewType vector
            ? typeof(Vectors<>).MakeGenericType(vector.ItemType.RawType)
            : typeof(Scalars<>).MakeGenericType(column.Type.RawType);
        return (ColumnBuffer)Activator.CreateInstance(type, row, column)!;
    }

    /// <summary>The type that a getter of this column gives.</summary>
    public abstract Type ValueType { get; }

    /// <summary>Copies the input's present value to <paramref name="slot"/>.</summary>
    public abstract void Read(int slot);

    /// <summary>A <see cref="ValueGetter{TValue}"/> that copies the value of the slot that <paramref name="slot"/> names at each call.</summary>
    public abstract Delegate GetterOf(Func<int> slot);

    private static void EnsureSlot<T>(ref T[] values, int slot)
    {
        if (slot >= values.Length)
            Array.Resize(ref values, Math.Max(16, 2 * values.Length));
    }

    // Values of scalar types are immutable, text included: a copy of the value is a copy of what it means.
    internal sealed class Scalars<T>(DataViewRow row, DataViewSchema.Column column) : ColumnBuffer
    {
        private readonly ValueGetter<T> _input = row.GetGetter<T>(column);
        private T[] _values = [];

        public override Type ValueType => typeof(T);

        public T this[int slot] => _values[slot];

        public ReadOnlySpan<T> First(int count) => _values.AsSpan(0, count);

        public override void Read(int slot)
        {
            EnsureSlot(ref _values, slot);
            _input(ref _values[slot]);
        }

        public override Delegate GetterOf(Func<int> slot) => (ValueGetter<T>)((ref T value) => value = _values[slot()]);
    }

    // A vector lies in arrays that its owner may overwrite: each slot owns its arrays, and the reader gets a copy into its own.
    internal sealed class Vectors<T>(DataViewRow row, DataViewSchema.Column column) : ColumnBuffer
    {
        private readonly ValueGetter<VBuffer<T>> _input = row.GetGetter<VBuffer<T>>(column);
        private VBuffer<T>[] _values = [];

        public override Type ValueType => typeof(VBuffer<T>);

        public ref readonly VBuffer<T> this[int slot] => ref _values[slot];

        public override void Read(int slot)
        {
            EnsureSlot(ref _values, slot);
            _input(ref _values[slot]);
        }

        public override Delegate GetterOf(Func<int> slot) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _values[slot()].CopyTo(ref value));
    }
}
