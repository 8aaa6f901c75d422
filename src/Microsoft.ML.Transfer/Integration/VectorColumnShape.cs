using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>
/// The shape of a pipeline after a float vector column with slot names is added. ML.NET keeps the constructor of a column's shape
/// internal, but its custom mapping builds a shape of any column from a public definition; the mapping itself never runs.
/// </summary>
internal static class VectorColumnShape
{
    /// <summary>The <paramref name="input"/> with the column added, or replaced where it has one of that name.</summary>
    public static SchemaShape Add(TransformsCatalog catalog, SchemaShape input, string name)
    {
        // A shape says that the size of a vector is known, not which it is: 1 stands for any.
        const int size = 1;
        var definition = SchemaDefinition.Create(typeof(One));
        var column = definition[nameof(One.Value)];
        column.ColumnName = name;
        column.ColumnType = new VectorDataViewType(NumberDataViewType.Single, size);
        column.AddAnnotation(SlotNames.Kind, new VBuffer<ReadOnlyMemory<char>>(size, [name.AsMemory()]), new VectorDataViewType(TextDataViewType.Instance, size));
        return catalog.CustomMapping<Nothing, One>((_, _) => { }, contractName: null, outputSchemaDefinition: definition).GetOutputSchema(input);
    }

    private sealed class Nothing;

    private sealed class One
    {
        public VBuffer<float> Value { get; set; }
    }
}
