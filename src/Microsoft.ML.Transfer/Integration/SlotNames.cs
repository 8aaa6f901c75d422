using System.Collections.Immutable;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>The annotation that names each slot of a vector column.</summary>
internal static class SlotNames
{
    /// <summary>The annotation's kind in ML.NET.</summary>
    public const string Kind = "SlotNames";

    /// <summary>The names of the slots of a column; null where they have none.</summary>
    public static string[]? Of(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(Kind)?.Type is not VectorDataViewType { ItemType: TextDataViewType } type || type.Size != (column.Type as VectorDataViewType)?.Size)
            return null;
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.Annotations.GetValue(Kind, ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    /// <summary>Annotations that hold <paramref name="names"/>, one for each slot.</summary>
    public static DataViewSchema.Annotations Annotate(ImmutableArray<string> names)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        var values = names.Select(n => n.AsMemory()).ToArray();
        builder.Add(Kind, new VectorDataViewType(TextDataViewType.Instance, values.Length), (ref VBuffer<ReadOnlyMemory<char>> value) =>
        {
            var editor = VBufferEditor.Create(ref value, values.Length);
            values.CopyTo(editor.Values);
            value = editor.Commit();
        });
        return builder.ToAnnotations();
    }
}
