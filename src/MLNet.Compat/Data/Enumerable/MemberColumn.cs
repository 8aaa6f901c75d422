using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A member bound to a column, its types checked against each other.</summary>
internal sealed record MemberColumn(string Name, DataViewType Type, MemberInfo Member, DataViewSchema.Annotations Annotations)
{
    /// <summary>The .NET type of the member.</summary>
    public Type MemberType => RowMembers.TypeOf(Member);

    public static MemberColumn[] CreateAll(Type userType, SchemaDefinition definition, SchemaDefinition.Direction direction)
        => (definition ?? SchemaDefinition.Create(userType, direction))
            .Select(column => Create(userType, column, "userSchemaDefinition"))
            .Where(column => column != null)
            .ToArray();

    public static DataViewSchema MakeSchema(MemberColumn[] columns)
    {
        var builder = new DataViewSchema.Builder();
        foreach (var column in columns)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        return builder.ToSchema();
    }

    private static MemberColumn Create(Type userType, SchemaDefinition.Column column, string paramName)
    {
        var member = (MemberInfo)userType.GetField(column.MemberName) ?? userType.GetProperty(column.MemberName)
            ?? throw Contracts.ExceptParam(paramName, "No field or property with name '{0}' found in type '{1}'", column.MemberName, userType.FullName);
        if (RowMembers.TypeOf(member) == typeof(IChannel))
            return null;

        RowMembers.GetVectorAndItemType(member, out bool isVector, out var itemRawType);
        string name = string.IsNullOrEmpty(column.ColumnName) ? column.MemberName : column.ColumnName;
        var type = column.ColumnType;
        if (type == null)
        {
            var itemType = ColumnTypeExtensions.PrimitiveTypeFromType(itemRawType);
            type = isVector ? new VectorDataViewType(itemType) : itemType;
        }
        else
        {
            bool typeIsVector = type is VectorDataViewType;
            if (isVector != typeIsVector)
            {
                throw Contracts.ExceptParam(paramName, "Column '{0}' is supposed to be {1}, but type of associated field '{2}' is {3}",
                    name, typeIsVector ? "vector" : "scalar", column.MemberName, isVector ? "vector" : "scalar");
            }

            if (type.GetItemType().RawType != itemRawType)
            {
                throw Contracts.ExceptParam(paramName, "Column '{0}' is supposed to have item type {1}, but associated field has type {2}",
                    name, type.GetItemType().RawType, itemRawType);
            }
        }

        return new MemberColumn(name, type, member, column.Annotations);
    }
}
