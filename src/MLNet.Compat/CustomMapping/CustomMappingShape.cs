using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>The shape after a mapping.</summary>
internal static class CustomMappingShape
{
    public static SchemaShape Of<TSrc>(SchemaShape inputSchema, SchemaDefinition inputDefinition, MemberColumn[] outputs)
    {
        var result = inputSchema.ToDictionary(column => column.Name, StringComparer.Ordinal);
        foreach (var member in MemberColumn.CreateAll(typeof(TSrc), inputDefinition, SchemaDefinition.Direction.Both))
        {
            if (!result.TryGetValue(member.Name, out var column))
                throw Contracts.ExceptSchemaMismatch(null, nameof(inputSchema), "input", member.Name);
            var wanted = SchemaShape.Column.Create(member.Name, member.Type);
            // A vector of any size may be one of a known size.
            bool kindFits = wanted.Kind == SchemaShape.Column.VectorKind.VariableVector
                ? column.Kind != SchemaShape.Column.VectorKind.Scalar
                : column.Kind == wanted.Kind;
            if (!kindFits || wanted.ItemType != column.ItemType || wanted.IsKey != column.IsKey)
            {
                throw Contracts.ExceptSchemaMismatch(null, nameof(inputSchema), "input", member.Name, member.Type.ToString(), column.GetTypeString());
            }
        }

        foreach (var added in SchemaShape.Create(MemberColumn.MakeSchema(outputs)))
            result[added.Name] = added;
        return new SchemaShape(result.Values);
    }
}
