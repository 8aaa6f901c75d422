using System.Collections;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// A vector, dense or sparse: <see cref="Length"/> logical items, of which the explicit ones are stored, with their ascending
/// indices when there are fewer than <see cref="Length"/>. Getters reuse the arrays of the buffer they are handed.
/// </summary>
public readonly struct VBuffer<T> : IEnumerable
{
    private readonly T[] _values;
    private readonly int[] _indices;
    private readonly int _count;

    /// <summary>The logical length.</summary>
    public readonly int Length;

    public VBuffer(int length, T[] values, int[] indices = null)
    {
        Contracts.CheckParam(length >= 0, nameof(length));
        Contracts.CheckParam((values?.Length ?? 0) >= length, nameof(values));
        Length = length;
        _count = length;
        _values = values;
        _indices = indices;
    }

    public VBuffer(int length, int count, T[] values, int[] indices)
    {
        Contracts.CheckParam(length >= 0, nameof(length));
        Contracts.CheckParam(count >= 0 && count <= length, nameof(count));
        Contracts.CheckParam((values?.Length ?? 0) >= count, nameof(values));
        Contracts.CheckParam(count == length || (indices?.Length ?? 0) >= count, nameof(indices));
        Length = length;
        _count = count;
        _values = values;
        _indices = indices;
    }

    public bool IsDense => _count == Length;

    /// <summary>The explicit values.</summary>
    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    /// <summary>The indices of the explicit values; empty when dense.</summary>
    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    public void CopyToDense(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        if (!IsDense)
            GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        Contracts.CheckParam(sourceIndex >= 0 && sourceIndex <= Length, nameof(sourceIndex));
        Contracts.CheckParam(length >= 0 && sourceIndex <= Length - length, nameof(length));

        int min = sourceIndex;
        int lim = sourceIndex + length;
        if (!IsDense)
        {
            min = FirstAtLeast(sourceIndex);
            lim = FirstAtLeast(sourceIndex + length);
        }

        var editor = VBufferEditor.Create(ref destination, length, lim - min);
        GetValues()[min..lim].CopyTo(editor.Values);
        for (int i = 0; i < editor.Indices.Length; i++)
            editor.Indices[i] = _indices[min + i] - sourceIndex;
        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default)
    {
        Contracts.CheckParam(destinationIndex >= 0 && destinationIndex <= destination.Length - Length,
            nameof(destination), "Not large enough to hold these values.");
        destination = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(destination);
            return;
        }

        destination.Fill(defaultValue);
        for (int i = 0; i < _count; i++)
            destination[_indices[i]] = _values[i];
    }

    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        int size = source?.Length ?? 0;
        Contracts.CheckParam(length >= 0 && length <= size, nameof(length));
        Contracts.CheckParam(sourceIndex >= 0 && sourceIndex <= size - length, nameof(sourceIndex));
        var editor = VBufferEditor.Create(ref destination, length, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    /// <summary>The items with their indices: the explicit ones, or all of them.</summary>
    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
        => Items(_values, IsDense ? null : _indices, Length, _count, all);

    /// <summary>All items in order, defaults included.</summary>
    public IEnumerable<T> DenseValues() => Items(all: true).Select(item => item.Value);

    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    public T GetItemOrDefault(int index)
    {
        Contracts.CheckParam(index >= 0 && index < Length, nameof(index));
        if (IsDense)
            return _values[index];
        int at = FirstAtLeast(index);
        return at < _count && _indices[at] == index ? _values[at] : default;
    }

    public override string ToString()
        => IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {_count} explicit values";

    public IEnumerator GetEnumerator() => _values.GetEnumerator();

    internal VBufferEditor<T> GetEditor() => GetEditor(Length, _count);

    internal VBufferEditor<T> GetEditor(int newLogicalLength, int? valuesCount, int? maxValuesCapacity = null,
        bool keepOldOnResize = false, bool requireIndicesOnDense = false)
    {
        Contracts.CheckParam(newLogicalLength >= 0, nameof(newLogicalLength), "Must be non-negative.");
        Contracts.CheckParam(valuesCount is null or >= 0, nameof(valuesCount), "If specified, must be non-negative.");
        Contracts.CheckParam(valuesCount is null || valuesCount <= newLogicalLength, nameof(valuesCount),
            "If specified, must be no greater than newLogicalLength");

        int count = valuesCount ?? newLogicalLength;
        int max = maxValuesCapacity ?? Array.MaxLength;
        T[] values = _values;
        int[] indices = _indices;
        bool newValues = Grow(ref values, count, max, keepOldOnResize);
        bool newIndices = (count < newLogicalLength || requireIndicesOnDense) && Grow(ref indices, count, max, keepOldOnResize);
        return new VBufferEditor<T>(newLogicalLength, count, values, indices, requireIndicesOnDense, newValues, newIndices);
    }

    private static bool Grow<TItem>(ref TItem[] array, int min, int max, bool keepOld)
    {
        int size = array?.Length ?? 0;
        if (size >= min && array is not null)
            return false;

        int newSize = Math.Max(min, (int)Math.Min(max, size + (long)size / 2));
        if (keepOld && array is not null)
            Array.Resize(ref array, newSize);
        else
            array = newSize == 0 ? [] : new TItem[newSize];
        return true;
    }

    private int FirstAtLeast(int index)
    {
        int at = Array.BinarySearch(_indices ?? [], 0, _count, index);
        return at >= 0 ? at : ~at;
    }

    private static IEnumerable<KeyValuePair<int, T>> Items(T[] values, int[] indices, int length, int count, bool all)
    {
        int next = 0;
        for (int i = 0; i < count; i++)
        {
            int index = indices is null ? i : indices[i];
            while (all && next < index)
                yield return new KeyValuePair<int, T>(next++, default);
            yield return new KeyValuePair<int, T>(index, values[i]);
            next = index + 1;
        }

        while (all && next < length)
            yield return new KeyValuePair<int, T>(next++, default);
    }
}
