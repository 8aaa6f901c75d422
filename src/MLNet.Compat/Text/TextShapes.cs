using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>What the stages that take text and give text share: checks and shapes.</summary>
internal static class TextShapes
{
    public static void Check(IExceptionContext context, DataViewSchema.Column source, string expected)
    {
        if (source.Type.GetItemType() is not TextDataViewType)
            throw context.ExceptSchemaMismatch("inputSchema", "input", source.Name, expected, source.Type.ToString());
    }

    /// <summary>The shape with text columns added; the kind of each follows from its source.</summary>
    public static SchemaShape Append(IExceptionContext context, SchemaShape inputSchema, (string Output, string Input)[] pairs, string expected,
        Func<SchemaShape.Column, SchemaShape.Column.VectorKind> kind)
    {
        var result = inputSchema.ToDictionary(column => column.Name, StringComparer.Ordinal);
        foreach (var (output, input) in pairs)
        {
            if (!inputSchema.TryFindColumn(input, out var column))
                throw context.ExceptSchemaMismatch(nameof(inputSchema), "input", input);
            if (column.ItemType is not TextDataViewType)
                throw context.ExceptSchemaMismatch(nameof(inputSchema), "input", input, expected, column.ItemType.ToString());
            result[output] = new SchemaShape.Column(output, kind(column), column.ItemType, false);
        }
        return new SchemaShape(result.Values);
    }

    /// <summary>The shape with vectors of text added that come from vectors of text.</summary>
    public static SchemaShape AppendVectors(IExceptionContext context, SchemaShape inputSchema, (string Output, string Input)[] pairs, string expected)
    {
        foreach (var (_, input) in pairs)
        {
            if (inputSchema.TryFindColumn(input, out var column) && column.Kind == SchemaShape.Column.VectorKind.Scalar)
                throw context.ExceptSchemaMismatch(nameof(inputSchema), "input", input, expected, column.ItemType.ToString());
        }
        return Append(context, inputSchema, pairs, expected, _ => SchemaShape.Column.VectorKind.VariableVector);
    }

    /// <summary>Copies texts into a dense vector.</summary>
    public static void Fill(List<ReadOnlyMemory<char>> texts, ref VBuffer<ReadOnlyMemory<char>> destination)
    {
        var editor = VBufferEditor.Create(ref destination, texts.Count);
        CollectionsMarshal.AsSpan(texts).CopyTo(editor.Values);
        destination = editor.Commit();
    }
}
