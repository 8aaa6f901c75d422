using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>The annotations of indicator vectors that were made from keys.</summary>
internal static class KeyVectorAnnotations
{
    public static DataViewSchema.Annotations Make(DataViewSchema.Column source, VectorDataViewType type, bool counts)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        int keys = (int)source.Type.GetItemType().GetKeyCount();
        int values = source.Type.GetValueCount();
        bool scalar = source.Type is not VectorDataViewType;
        bool named = source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type is VectorDataViewType { ItemType: TextDataViewType } names
            && names.Size == keys;
        if (named && (counts || scalar))
            builder.AddSlotNames(keys, (ref VBuffer<ReadOnlyMemory<char>> names) => source.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref names));
        else if (named && type.IsKnownSize)
            builder.Add<VBuffer<ReadOnlyMemory<char>>>(AnnotationUtils.Kinds.SlotNames, new VectorDataViewType(TextDataViewType.Instance, type.Dimensions),
                (ref VBuffer<ReadOnlyMemory<char>> names) => FillNames(source, keys, ref names));

        if (!counts && values > 0)
        {
            builder.Add<VBuffer<int>>(AnnotationUtils.Kinds.CategoricalSlotRanges, new VectorDataViewType(NumberDataViewType.Int32, values, 2),
                (ref VBuffer<int> ranges) => FillRanges(values, keys, ref ranges));
        }
        if (!counts || scalar)
            builder.Add<bool>(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, (ref bool normalized) => normalized = true);
        return builder.ToAnnotations();
    }

    /// <summary>A name for each key in each slot of the source: "slot.key", or "[0].key" where the slot has no name.</summary>
    private static void FillNames(DataViewSchema.Column source, int keys, ref VBuffer<ReadOnlyMemory<char>> names)
    {
        int size = source.Type.GetVectorSize();
        VBuffer<ReadOnlyMemory<char>> slots = default;
        if (source.HasSlotNames(size))
            source.Annotations.GetValue(AnnotationUtils.Kinds.SlotNames, ref slots);
        var slotNames = slots.Length == size ? slots.DenseValues().ToArray() : new ReadOnlyMemory<char>[size];
        VBuffer<ReadOnlyMemory<char>> values = default;
        source.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref values);
        var keyNames = values.DenseValues().ToArray();

        var editor = VBufferEditor.Create(ref names, size * keys);
        for (int slot = 0; slot < size; slot++)
        {
            string prefix = slotNames[slot].IsEmpty ? string.Create(CultureInfo.InvariantCulture, $"[{slot}]") : slotNames[slot].ToString();
            for (int key = 0; key < keys; key++)
                editor.Values[(slot * keys) + key] = $"{prefix}.{keyNames[key]}".AsMemory();
        }
        names = editor.Commit();
    }

    private static void FillRanges(int values, int keys, ref VBuffer<int> ranges)
    {
        var editor = VBufferEditor.Create(ref ranges, values * 2);
        for (int i = 0; i < values; i++)
        {
            editor.Values[2 * i] = i * keys;
            editor.Values[(2 * i) + 1] = ((i + 1) * keys) - 1;
        }
        ranges = editor.Commit();
    }
}
