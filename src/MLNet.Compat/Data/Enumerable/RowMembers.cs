using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The members of a class that are columns: public fields, then public properties.</summary>
internal static class RowMembers
{
    public static IEnumerable<MemberInfo> Of(Type userType, SchemaDefinition.Direction direction)
    {
        Contracts.CheckValue(userType, nameof(userType));
        var fields = userType.GetFields(BindingFlags.Public | BindingFlags.Instance);
        var properties = userType.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property =>
            property.GetIndexParameters().Length == 0
            && ((direction.HasFlag(SchemaDefinition.Direction.Read) && property.GetGetMethod() != null)
                || (direction.HasFlag(SchemaDefinition.Direction.Write) && property.GetSetMethod() != null)));
        return fields.Concat<MemberInfo>(properties).Where(IsColumn);
    }

    /// <summary>Constants, channels and members marked so are no columns.</summary>
    public static bool IsColumn(MemberInfo member)
        => TypeOf(member) != typeof(IChannel)
            && member is not FieldInfo { IsLiteral: true }
            && member.GetCustomAttribute<NoColumnAttribute>() == null;

    public static Type TypeOf(MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    public static void GetVectorAndItemType(MemberInfo member, out bool isVector, out Type itemType)
        => GetVectorAndItemType(member.Name, TypeOf(member), member.GetCustomAttributes(), out isVector, out itemType);

    public static void GetVectorAndItemType(string name, Type rawType, IEnumerable<Attribute> attributes, out bool isVector, out Type itemType)
    {
        GetMappedType(rawType, out isVector, out itemType);
        if (!ColumnTypeExtensions.TryPrimitiveTypeFromType(itemType, out _) && !DataViewTypeManager.TryGet(itemType, attributes, out _))
            throw Contracts.ExceptParam(nameof(rawType), "Could not determine an IDataView type and registered custom types for member {0}", name);
    }

    public static void GetMappedType(Type rawType, out bool isVector, out Type itemType)
    {
        isVector = true;
        if (rawType.IsArray)
        {
            itemType = rawType.GetElementType();
        }
        else if (rawType.IsGenericType && rawType.GetGenericTypeDefinition() == typeof(VBuffer<>))
        {
            itemType = rawType.GetGenericArguments()[0];
        }
        else
        {
            itemType = rawType;
            isVector = false;
        }

        if (itemType == typeof(string))
            itemType = typeof(ReadOnlyMemory<char>);
    }
}
