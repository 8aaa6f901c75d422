using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Definitions made of a schema, and checks of members against one.</summary>
internal static class SchemaDefinitions
{
    /// <summary>The members of a class with the types and annotations of the columns of their names.</summary>
    public static SchemaDefinition From<TRow>(IExceptionContext ectx, DataViewSchema schema)
    {
        var definition = SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read);
        foreach (var column in schema)
        {
            var member = definition[column.Name] ?? throw ectx.Except($"Type should contain a member named {column.Name}");
            member.ColumnType = column.Type;
            foreach (var annotation in column.Annotations.Schema)
                GenericInvoke.Call(AddAnnotation<int>, annotation.Type.RawType, member, column.Annotations, annotation);
        }

        return definition;
    }

    /// <summary>Throws where a member of a type that ML.NET does not know disagrees with its column.</summary>
    public static void CheckMembers<TRow>(SchemaDefinition definition, DataViewSchema schema)
    {
        var members = definition == null
            ? RowMembers.Of(typeof(TRow), SchemaDefinition.Direction.Write)
            : definition.Select(column => (MemberInfo)typeof(TRow).GetField(column.MemberName) ?? typeof(TRow).GetProperty(column.MemberName))
                .Where(member => member != null && RowMembers.IsColumn(member));
        foreach (var member in members)
        {
            string name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            RowMembers.GetMappedType(RowMembers.TypeOf(member), out _, out var actualType);
            if (ColumnTypeExtensions.TryPrimitiveTypeFromType(actualType, out _) || DataViewTypeManager.TryGet(actualType, member.GetCustomAttributes(), out _))
                continue;
            var expected = (schema.GetColumnOrNull(name) ?? schema[0]).Type.RawType;
            if (actualType != expected)
            {
                throw Contracts.ExceptParam(nameof(actualType), $"The expected type '{expected}' does not match the type of the '{name}' member: "
                    + $"'{actualType}'. Please change the {name} member to '{expected}'");
            }
        }
    }

    private static bool AddAnnotation<TValue>(SchemaDefinition.Column member, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
    {
        TValue value = default;
        annotations.GetGetter<TValue>(annotation)(ref value);
        member.AddAnnotation(annotation.Name, value, annotation.Type);
        return true;
    }
}
