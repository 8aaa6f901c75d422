using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>A column that a stage makes of the result that it computes for each row.</summary>
/// <typeparam name="TResult">What is computed for a row.</typeparam>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Annotations">What is known of its values.</param>
/// <param name="GetterOf">From what gives the result of the present row to a <see cref="ValueGetter{TValue}"/> of the column's type.</param>
internal sealed record AddedColumn<TResult>(string Name, DataViewType Type, DataViewSchema.Annotations Annotations, Func<Func<TResult>, Delegate> GetterOf)
{
    /// <summary>A column with one value a row.</summary>
    public static AddedColumn<TResult> Scalar<TValue>(string name, DataViewType type, DataViewSchema.Annotations annotations, Func<TResult, TValue> valueOf) => new(
        name,
        type,
        annotations,
        result => (ValueGetter<TValue>)((ref TValue value) => value = valueOf(result())));

    /// <summary>A column with a vector a row, which is copied: the reader of a column owns what it gets.</summary>
    public static AddedColumn<TResult> Vector<TItem>(string name, VectorDataViewType type, DataViewSchema.Annotations annotations, Func<TResult, TItem[]> itemsOf) => new(
        name,
        type,
        annotations,
        result => (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> value) =>
        {
            var items = itemsOf(result());
            var editor = VBufferEditor.Create(ref value, items.Length);
            items.CopyTo(editor.Values);
            value = editor.Commit();
        }));
}
