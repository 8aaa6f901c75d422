using System.Reflection;

namespace Microsoft.ML.Transfer.TestSupport.Api;

/// <summary>Type names as C# writes them, full except for keywords and the namespaces System and System.Collections.Generic.</summary>
public static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(char)] = "char",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(decimal)] = "decimal",
    };

    /// <summary>The name of a type where it is used.</summary>
    public static string Of(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsByRef)
            return Of(type.GetElementType()!);
        if (type.IsArray)
            return Of(type.GetElementType()!) + "[" + new string(',', type.GetArrayRank() - 1) + "]";
        if (type.IsGenericParameter)
            return type.Name;
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Of(underlying) + "?";
        return WithArguments(type, type.GetGenericArguments());
    }

    /// <summary>The name of a type where it is declared, with its own and its outer types' parameters.</summary>
    public static string OfDeclaration(Type type) => WithArguments(type, type.GetGenericArguments());

    // A nested type carries the arguments of its outer types first; each name takes the ones it declares itself.
    private static string WithArguments(Type type, Type[] arguments)
    {
        var outer = type.DeclaringType;
        var inherited = outer?.GetGenericArguments().Length ?? 0;
        var own = arguments[inherited..];
        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        var name = tick < 0 ? type.Name : type.Name[..tick];
        if (own.Length > 0)
            name += "<" + string.Join(", ", own.Select(Of)) + ">";
        if (outer is not null)
            return WithArguments(outer, arguments[..inherited]) + "." + name;
        return type.Namespace is null or "System" or "System.Collections.Generic" ? name : type.Namespace + "." + name;
    }

    /// <summary>The constraints of a type or method, each as a <c>where</c> clause with a leading blank.</summary>
    public static string Constraints(IEnumerable<Type> parameters) => string.Concat(parameters.Select(Constraint));

    private static string Constraint(Type parameter)
    {
        var attributes = parameter.GenericParameterAttributes;
        var isStruct = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        List<string> parts = [];
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            parts.Add("class");
        if (isStruct)
            parts.Add("struct");
        parts.AddRange(parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(Of));
        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct)
            parts.Add("new()");
        return parts.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", parts)}";
    }
}
