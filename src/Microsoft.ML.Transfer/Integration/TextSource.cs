using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>A column from which a stage takes its texts.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TakesVectors">Whether it may be a vector of texts as well as a text.</param>
internal readonly record struct TextSource(string Name, bool TakesVectors = false)
{
    private string Expected => TakesVectors ? $"{TextDataViewType.Instance} or Vector<{TextDataViewType.Instance}>" : TextDataViewType.Instance.ToString();

    /// <summary>Whether a column is one of vectors.</summary>
    public static bool IsVector(DataViewSchema.Column column) => column.Type is VectorDataViewType;

    /// <summary>The column in <paramref name="inputSchema"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or not of text.</exception>
    public DataViewSchema.Column Find(IExceptionContext context, DataViewSchema inputSchema)
    {
        var column = inputSchema.GetColumnOrNull(Name) ?? throw SchemaErrors.MissingColumn(context, nameof(inputSchema), "input", Name);
        return column.Type is TextDataViewType || (TakesVectors && column.Type is VectorDataViewType { ItemType: TextDataViewType })
            ? column
            : throw SchemaErrors.WrongType(context, nameof(inputSchema), "input", Name, Expected, column.Type.ToString()!);
    }

    /// <summary>Refuses a shape without the column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or not of text.</exception>
    public void Require(IExceptionContext context, SchemaShape input)
    {
        var name = Name;
        var column = input.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal));
        if (column.Name is null)
            throw SchemaErrors.MissingColumn(context, "inputSchema", "input", name);
        if (column.ItemType is not TextDataViewType || (column.Kind != SchemaShape.Column.VectorKind.Scalar && !TakesVectors))
            throw SchemaErrors.WrongType(context, "inputSchema", "input", name, Expected, VectorColumnShape.TypeOf(column));
    }
}
