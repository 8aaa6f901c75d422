using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>
/// The shape of a pipeline after a float vector column with slot names is added. ML.NET keeps the constructor of a column's shape
/// internal, but its custom mapping builds a shape of any column from a public definition; the mapping itself never runs.
/// </summary>
internal static class VectorColumnShape
{
    /// <summary>The <paramref name="input"/> with a column <paramref name="added"/> computed from its text column <paramref name="source"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not of text.</exception>
    public static SchemaShape Add(IExceptionContext context, TransformsCatalog catalog, SchemaShape input, string source, string added)
    {
        new TextSource(source).Require(context, input);
        return Add(catalog, input, added);
    }

    /// <summary>The type of a column, for messages.</summary>
    public static string TypeOf(SchemaShape.Column column)
    {
        var item = column.IsKey ? $"Key<{column.ItemType}>" : column.ItemType.ToString()!;
        return column.Kind switch
        {
            SchemaShape.Column.VectorKind.Vector => $"Vector<{item}>",
            SchemaShape.Column.VectorKind.VariableVector => $"VarVector<{item}>",
            _ => item,
        };
    }

    /// <summary>The <paramref name="input"/> with the column added, or replaced where it has one of that name.</summary>
    private static SchemaShape Add(TransformsCatalog catalog, SchemaShape input, string name)
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
