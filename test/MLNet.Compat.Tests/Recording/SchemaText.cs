using Microsoft.ML;

namespace MLNet.Compat.Tests.Recording;

/// <summary>Schemas as lines of text, so that a scenario can hold a whole schema against the record.</summary>
public static class SchemaText
{
    /// <summary>A line a column: name, type, whether hidden, and the annotations with their types.</summary>
    public static IEnumerable<string> Lines(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        foreach (var column in schema)
        {
            var hidden = column.IsHidden ? " hidden" : "";
            yield return FormattableString.Invariant($"{column.Index} {column.Name}: {column.Type}{hidden} [{Annotations(column)}]");
        }
    }

    /// <summary>As <see cref="Lines(DataViewSchema)"/>, without positions and without the hidden columns that a composed stage leaves.</summary>
    public static IEnumerable<string> VisibleLines(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return schema.Where(column => !column.IsHidden).Select(column => $"{column.Name}: {column.Type} [{Annotations(column)}]");
    }

    /// <summary>A line a column of the shape an estimator promises: name, kind, item type, whether a key, and the annotations.</summary>
    public static IEnumerable<string> Lines(SchemaShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape.OrderBy(column => column.Name, StringComparer.Ordinal).Select(Line);
    }

    private static string Annotations(DataViewSchema.Column column) =>
        string.Join(", ", column.Annotations.Schema.OrderBy(annotation => annotation.Name, StringComparer.Ordinal).Select(annotation => $"{annotation.Name}: {annotation.Type}"));

    private static string Line(SchemaShape.Column column)
    {
        var annotations = string.Join(", ", column.Annotations.OrderBy(annotation => annotation.Name, StringComparer.Ordinal).Select(Line));
        return $"{column.Name}: {column.Kind} of {column.ItemType}{(column.IsKey ? " key" : "")} [{annotations}]";
    }
}
