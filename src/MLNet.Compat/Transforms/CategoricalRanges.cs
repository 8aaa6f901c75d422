using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>The annotation that tells which slots of a vector stand for one categorical value: first and last slot, pair by pair.</summary>
internal static class CategoricalRanges
{
    /// <summary>Adds the ranges of columns that are joined to one, moved to where each begins.</summary>
    public static void AddJoined(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column[] columns)
    {
        var ranges = new List<int>();
        int start = 0;
        foreach (var column in columns)
        {
            ranges.AddRange(Read(column).Select(slot => start + slot));
            start += column.Type.GetValueCount();
        }
        if (ranges.Count == 0)
            return;
        int[] joined = [.. ranges];
        builder.Add(AnnotationUtils.Kinds.CategoricalSlotRanges, new VectorDataViewType(NumberDataViewType.Int32, joined.Length / 2, 2),
            (ref VBuffer<int> destination) => destination = new VBuffer<int>(joined.Length, (int[])joined.Clone()));
    }

    /// <summary>The ranges of a column; none when there are none or they do not lie one after the other.</summary>
    private static int[] Read(DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType { IsKnownSize: true } vector
            || column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.CategoricalSlotRanges)?.Type.RawType != typeof(VBuffer<int>))
        {
            return [];
        }
        VBuffer<int> stored = default;
        column.Annotations.GetValue(AnnotationUtils.Kinds.CategoricalSlotRanges, ref stored);
        int[] ranges = [.. stored.DenseValues()];
        bool valid = ranges.Length % 2 == 0 && ranges.Length <= vector.Size * 2;
        for (int i = 0; valid && i < ranges.Length; i += 2)
            valid = ranges[i] <= ranges[i + 1] && ranges[i + 1] < vector.Size && (i == 0 || ranges[i] > ranges[i - 1]);
        return valid ? ranges : [];
    }
}
