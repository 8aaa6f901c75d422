using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Numbered distinct values of one type, in the order of their keys.</summary>
internal sealed class TermMap<T>(PrimitiveDataViewType itemType) : TermMap(itemType)
{
    private readonly Dictionary<T, int> _numbers = new(TermComparer<T>.Equality);
    private readonly List<T> _terms = [];

    private bool IsKey => ItemType is KeyDataViewType;

    public override int Count => _terms.Count;

    public bool TryAdd(in T value)
    {
        if (MissingValue.Is(value, IsKey))
            return false;
        // A row's text lives in a buffer of the cursor.
        T kept = value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value;
        if (!_numbers.TryAdd(kept, _terms.Count))
            return false;
        _terms.Add(kept);
        return true;
    }

    public override Func<bool> CollectFrom(DataViewRow row, DataViewSchema.Column column, int limit)
    {
        int left = limit;
        bool Add(in T value) => !TryAdd(value) || --left > 0;
        if (column.Type is not VectorDataViewType)
        {
            var getValue = row.GetGetter<T>(column);
            T value = default;
            return () =>
            {
                if (left <= 0)
                    return false;
                getValue(ref value);
                return Add(value);
            };
        }

        var getVector = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> vector = default;
        bool defaultMet = false;
        return () =>
        {
            if (left <= 0)
                return false;
            getVector(ref vector);
            var values = vector.GetValues();
            var indices = vector.GetIndices();
            for (int i = 0; i < values.Length; i++)
            {
                if (!vector.IsDense && !defaultMet && indices[i] != i)
                {
                    defaultMet = true;
                    if (!Add(default))
                        return false;
                }
                if (!Add(values[i]))
                    return false;
            }
            if (vector.IsDense || defaultMet)
                return true;
            defaultMet = true;
            return Add(default);
        };
    }

    public override void Sort()
    {
        _terms.Sort(TermComparer<T>.Order);
        for (int i = 0; i < _terms.Count; i++)
            _numbers[_terms[i]] = i;
    }

    public override Delegate MakeGetter(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType)
        {
            var getValue = row.GetGetter<T>(column);
            T value = default;
            return (ValueGetter<uint>)((ref uint key) =>
            {
                getValue(ref value);
                key = KeyOf(value);
            });
        }

        var getVector = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> vector = default;
        uint defaultKey = KeyOf(default);
        return (ValueGetter<VBuffer<uint>>)((ref VBuffer<uint> destination) =>
        {
            getVector(ref vector);
            var values = vector.GetValues();
            bool sparse = !vector.IsDense && defaultKey == 0;
            var editor = VBufferEditor.Create(ref destination, vector.Length, sparse ? values.Length : vector.Length);
            if (sparse)
                vector.GetIndices().CopyTo(editor.Indices);
            else if (!vector.IsDense)
                editor.Values.Fill(defaultKey);
            for (int i = 0; i < values.Length; i++)
                editor.Values[sparse || vector.IsDense ? i : vector.GetIndices()[i]] = KeyOf(values[i]);
            destination = editor.Commit();
        });
    }

    public override void AddKeyValues(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column source, bool asText)
    {
        if (Count == 0)
            return;
        var inner = source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type as VectorDataViewType;
        if (IsKey && inner != null && (ulong)inner.Size == ItemType.GetKeyCount())
            Runtime.GenericInvoke.Call(AddInnerValues<int>, inner.ItemType.RawType, builder, source, asText && inner.ItemType is not TextDataViewType, inner.ItemType);
        else if (asText && ItemType is not TextDataViewType)
            builder.AddKeyValues(Count, TextDataViewType.Instance, (ref VBuffer<ReadOnlyMemory<char>> values) => values = AsText(_terms));
        else
            builder.AddKeyValues(Count, ItemType, (ref VBuffer<T> values) => values = new VBuffer<T>(Count, _terms.ToArray()));
    }

    public override void Save(BinaryWriter writer)
    {
        writer.Write(_terms.Count);
        foreach (var term in _terms)
            TermComparer<T>.Write(writer, term);
    }

    public override void Load(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            var term = TermComparer<T>.Read(reader);
            _numbers.Add(term, i);
            _terms.Add(term);
        }
    }

    private uint KeyOf(in T value) =>
        !MissingValue.Is(value, IsKey) && _numbers.TryGetValue(value, out int number) ? (uint)number + 1 : 0;

    // Keys of keys are called what the inner keys are called.
    private bool AddInnerValues<TInner>(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column source, bool asText, PrimitiveDataViewType innerType)
    {
        TInner[] Map()
        {
            VBuffer<TInner> inner = default;
            source.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref inner);
            return _terms.Select(term => inner.GetItemOrDefault(Convert.ToInt32(term, CultureInfo.InvariantCulture) - 1)).ToArray();
        }
        if (asText)
            builder.AddKeyValues(Count, TextDataViewType.Instance, (ref VBuffer<ReadOnlyMemory<char>> values) => values = AsText(Map()));
        else
            builder.AddKeyValues(Count, innerType, (ref VBuffer<TInner> values) => values = new VBuffer<TInner>(Count, Map()));
        return true;
    }

    private static VBuffer<ReadOnlyMemory<char>> AsText<TItem>(IReadOnlyCollection<TItem> items) =>
        new(items.Count, items.Select(item => TermComparer<TItem>.Text(item).AsMemory()).ToArray());
}
