using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A column as an enumerable.</summary>
public static class ColumnCursorExtensions
{
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName) => data.GetColumn<T>(data.Schema[columnName]);

    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        Contracts.CheckValue(data, nameof(data));
        Contracts.CheckNonEmpty(column.Name, nameof(column));
        var type = column.Type;
        var found = data.Schema[column.Index];
        if (!string.Equals(found.Name, column.Name, StringComparison.Ordinal) || !ReferenceEquals(found.Type, type))
        {
            throw Contracts.ExceptParam(nameof(column),
                $"column with name {column.Name}, type {type}, and index {column.Index} cannot be found in data");
        }

        if (type.RawType == typeof(T))
            return Values<T>(data, column);
        if (typeof(T) == typeof(string) && type is TextDataViewType)
            return (IEnumerable<T>)Values<ReadOnlyMemory<char>>(data, column).Select(text => text.ToString());
        if (typeof(T).IsArray)
        {
            if (type is not VectorDataViewType vector)
                throw Contracts.ExceptParam(nameof(column), $"Cannot load vector type, {type}, specified in column to the user-defined type, {typeof(T)}.");
            var item = typeof(T).GetElementType();
            if (item == vector.ItemType.RawType)
                return (IEnumerable<T>)GenericInvoke.Call(Arrays<int>, item, data, column);
            if (item == typeof(string) && vector.ItemType is TextDataViewType)
            {
                return (IEnumerable<T>)Values<VBuffer<ReadOnlyMemory<char>>>(data, column)
                    .Select(texts => texts.DenseValues().Select(text => text.ToString()).ToArray());
            }
        }

        throw Contracts.ExceptParam(nameof(column),
            $"Cannot map column (name: {column.Name}, type: {type}) in data to the user-defined type, {typeof(T)}.");
    }

    private static IEnumerable<T> Values<T>(IDataView data, DataViewSchema.Column column)
    {
        using var cursor = data.GetRowCursor([column]);
        var getter = cursor.GetGetter<T>(column);
        T value = default;
        while (cursor.MoveNext())
        {
            getter(ref value);
            yield return value;
        }
    }

    private static System.Collections.IEnumerable Arrays<T>(IDataView data, DataViewSchema.Column column)
        => Values<VBuffer<T>>(data, column).Select(vector =>
        {
            var array = new T[vector.Length];
            vector.CopyTo(array);
            return array;
        });
}
