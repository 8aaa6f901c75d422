using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Joins scalars and vectors of a row, sparsely where at most half of the items are set.</summary>
internal static class VectorConcatenation
{
    public static Delegate MakeGetter<T>(DataViewRow input, DataViewSchema.Column[] columns)
    {
        var parts = new VBuffer<T>[columns.Length];
        var getters = Array.ConvertAll(columns, column => column.Type is VectorDataViewType vector
            ? CheckedGetter<T>(input, column, vector.Size)
            : ScalarGetter<T>(input, column));
        ValueGetter<VBuffer<T>> getter = (ref VBuffer<T> destination) =>
        {
            int length = 0;
            int count = 0;
            for (int i = 0; i < parts.Length; i++)
            {
                getters[i](ref parts[i]);
                length = checked(length + parts[i].Length);
                count = checked(count + parts[i].GetValues().Length);
            }
            if (count <= length / 2)
                JoinSparse(parts, length, count, ref destination);
            else
                JoinDense(parts, length, ref destination);
        };
        return getter;
    }

    private static ValueGetter<VBuffer<T>> ScalarGetter<T>(DataViewRow input, DataViewSchema.Column column)
    {
        var getValue = input.GetGetter<T>(input.Schema[column.Index]);
        return (ref VBuffer<T> destination) =>
        {
            var editor = VBufferEditor.Create(ref destination, 1);
            getValue(ref editor.Values[0]);
            destination = editor.Commit();
        };
    }

    private static ValueGetter<VBuffer<T>> CheckedGetter<T>(DataViewRow input, DataViewSchema.Column column, int size)
    {
        var getVector = input.GetGetter<VBuffer<T>>(input.Schema[column.Index]);
        return (ref VBuffer<T> destination) =>
        {
            getVector(ref destination);
            if (size != 0 && destination.Length != size)
                throw Contracts.Except("Column '{0}': expected {1} slots, but got {2}", column.Name, size, destination.Length);
        };
    }

    private static void JoinDense<T>(VBuffer<T>[] parts, int length, ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, length);
        int offset = 0;
        foreach (var part in parts)
        {
            part.CopyTo(editor.Values, offset);
            offset += part.Length;
        }
        destination = editor.Commit();
    }

    private static void JoinSparse<T>(VBuffer<T>[] parts, int length, int count, ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, length, count);
        int offset = 0;
        int at = 0;
        foreach (var part in parts)
        {
            var values = part.GetValues();
            var indices = part.GetIndices();
            values.CopyTo(editor.Values[at..]);
            for (int i = 0; i < values.Length; i++)
                editor.Indices[at++] = offset + (part.IsDense ? i : indices[i]);
            offset += part.Length;
        }
        destination = editor.Commit();
    }
}
