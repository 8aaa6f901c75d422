using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Column descriptions from the attributes of a class.</summary>
internal static class TextColumnMembers
{
    public static TextLoader.Column[] Of<TInput>(IExceptionContext ectx)
    {
        var fields = typeof(TInput).GetFields(BindingFlags.Public | BindingFlags.Instance);
        var properties = typeof(TInput).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetGetMethod() != null && property.GetIndexParameters().Length == 0);
        var members = fields.Concat<MemberInfo>(properties).ToArray();
        if (members.Length == 0)
            throw ectx.ExceptParam(nameof(TInput), "Should define at least one public, readable field or property in TInput.");
        return Array.ConvertAll(members, member => Describe(ectx, member));
    }

    private static TextLoader.Column Describe(IExceptionContext ectx, MemberInfo member)
    {
        string what = member is FieldInfo ? "Field" : "Property";
        var source = member.GetCustomAttribute<LoadColumnAttribute>()
            ?? throw ectx.Except($"{what} '{member.Name}' is missing the LoadColumnAttribute attribute");
        var type = RowMembers.TypeOf(member);
        if (!(type.IsArray ? type.GetElementType() : type).TryGetDataKind(out var kind))
            throw Contracts.Except($"{what} {member.Name} is of unsupported type.");
        return new TextLoader.Column
        {
            Name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name,
            Source = source.Sources,
            KeyCount = member.GetCustomAttribute<KeyTypeAttribute>()?.KeyCount,
            DataKind = kind,
        };
    }
}
