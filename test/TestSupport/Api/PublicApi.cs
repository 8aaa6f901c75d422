using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Transfer.TestSupport.Api;

/// <summary>Writes the public and protected API of an assembly, one member a line, in the format of the signature files.</summary>
public static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The mark of a type that nobody outside can construct.</summary>
    public const string NoConstructor = "..ctor : (no accessible constructor)";

    /// <summary>All lines of the types that are visible from outside <paramref name="assembly"/>.</summary>
    public static IEnumerable<string> Lines(Assembly assembly) =>
        assembly.GetTypes().Where(IsVisible).SelectMany(Lines);

    /// <summary>The lines of one type: its declaration, then its members.</summary>
    public static IEnumerable<string> Lines(Type type)
    {
        var name = TypeNames.OfDeclaration(type);
        yield return $"{name} : {Declaration(type)}{Obsolete(type)}";
        if (typeof(Delegate).IsAssignableFrom(type))
            yield break;
        if (type.IsEnum)
        {
            foreach (var value in type.GetFields(BindingFlags.Public | BindingFlags.Static))
                yield return $"{name}.{value.Name} = {Convert.ToString(value.GetRawConstantValue(), CultureInfo.InvariantCulture)}";
            yield break;
        }
        var constructors = type.GetConstructors(Declared).Where(constructor => !constructor.IsStatic).ToArray();
        foreach (var constructor in constructors.Where(IsAccessible))
            yield return $"{name}..ctor({Parameters(constructor)}) : {Access(constructor)}ctor{Obsolete(constructor)}";
        var isStatic = type is { IsAbstract: true, IsSealed: true };
        if (type.IsClass && !isStatic && !constructors.Any(IsAccessible))
            yield return name + NoConstructor;
        foreach (var field in type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly))
            yield return $"{name}.{field.Name} : {Access(field)}{(field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : ""))}field {TypeNames.Of(field.FieldType)}{(field.IsLiteral ? FormattableString.Invariant($" = {field.GetRawConstantValue()}") : "")}{Obsolete(field)}";
        foreach (var property in type.GetProperties(Declared))
        {
            if (Line(name, property) is { } line)
                yield return line;
        }
        foreach (var member in type.GetEvents(Declared).Where(member => IsAccessible(member.AddMethod!)))
            yield return $"{name}.{member.Name} : {Access(member.AddMethod!)}{Modifiers(member.AddMethod!)}event {TypeNames.Of(member.EventHandlerType!)}{Obsolete(member)}";
        foreach (var method in type.GetMethods(Declared).Where(method => IsAccessible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))))
        {
            var generics = method.IsGenericMethod ? "<" + string.Join(", ", method.GetGenericArguments().Select(TypeNames.Of)) + ">" : "";
            // An override inherits its constraints: C# does not write them again.
            var constraints = IsOverride(method) ? "" : TypeNames.Constraints(method.GetGenericArguments());
            yield return $"{name}.{method.Name}{generics}({Parameters(method)}) : {Access(method)}{Modifiers(method)}{TypeNames.Of(method.ReturnType)}{constraints}{Obsolete(method)}";
        }
    }

    private static bool IsVisible(Type type) =>
        type.IsNested
            ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!)
            : type.IsPublic && !type.IsDefined(typeof(CompilerGeneratedAttribute));

    // Nobody can derive from a sealed class, so that what it has protected is its own affair.
    private static bool IsAccessible(MethodBase method) => method.IsPublic || (!method.DeclaringType!.IsSealed && (method.IsFamily || method.IsFamilyOrAssembly));

    private static string Declaration(Type type)
    {
        var own = type.GetGenericArguments();
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"delegate {TypeNames.Of(invoke.ReturnType)} ({Parameters(invoke)}){TypeNames.Constraints(own)}";
        }
        if (type.IsEnum)
            return "enum";
        var kind = type.IsInterface ? "interface"
            : type.IsValueType ? "struct"
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsAbstract ? "abstract class"
            : type.IsSealed ? "sealed class"
            : "class";
        var bases = type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? new[] { TypeNames.Of(parent) } : [];
        var listed = bases.Concat(DirectInterfaces(type).Select(contract => TypeNames.Of(contract) + (IsVisible(contract) ? "" : " [internal]")).Order(StringComparer.Ordinal)).ToArray();
        return kind + (listed.Length == 0 ? "" : " : " + string.Join(", ", listed)) + TypeNames.Constraints(own);
    }

    // The interfaces that neither the base class nor another interface of the list brings along.
    private static IEnumerable<Type> DirectInterfaces(Type type)
    {
        var all = type.GetInterfaces();
        var inherited = all.SelectMany(contract => contract.GetInterfaces()).Concat(type.BaseType?.GetInterfaces() ?? []).ToHashSet();
        return all.Where(contract => !inherited.Contains(contract));
    }

    private static string? Line(string typeName, PropertyInfo property)
    {
        var getter = property.GetMethod is { } get && IsAccessible(get) ? get : null;
        var setter = property.SetMethod is { } set && IsAccessible(set) ? set : null;
        if ((getter ?? setter) is not { } leading)
            return null;
        var index = property.GetIndexParameters();
        var parameters = index.Length == 0 ? "" : "[" + string.Join(", ", index.Select(Parameter)) + "]";
        var accessors = (getter is null ? "" : "get; ") + (setter is null ? "" : "set; ");
        return $"{typeName}.{property.Name}{parameters} : {Access(leading)}{Modifiers(leading)}property {TypeNames.Of(property.PropertyType)} {{ {accessors}}}{Obsolete(property)}";
    }

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Access(FieldInfo field) => field.IsPublic ? "" : "protected ";

    private static bool IsOverride(MethodInfo method) => method.GetBaseDefinition() != method;

    private static string Modifiers(MethodInfo method) =>
        method.IsStatic ? "static "
        : method.DeclaringType!.IsInterface ? ""
        : IsOverride(method) ? (method.IsFinal && !method.DeclaringType.IsSealed ? "sealed override " : "override ")
        : method.IsAbstract ? "abstract "
        : method is { IsVirtual: true, IsFinal: false } ? "virtual "
        : "";

    private static string Parameters(MethodBase method)
    {
        var isExtension = method.IsDefined(typeof(ExtensionAttribute));
        return (isExtension ? "this " : "") + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var modifier = parameter.ParameterType.IsByRef ? (parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ")
            : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params "
            : "";
        return $"{modifier}{TypeNames.Of(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? " = " + Default(parameter) : "")}";
    }

    private static string Default(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return parameter.RawDefaultValue switch
        {
            null when parameter.ParameterType is { IsValueType: true, IsGenericParameter: false } && Nullable.GetUnderlyingType(parameter.ParameterType) is null => "default",
            null => "null",
            bool value => value ? "true" : "false",
            string value => "\"" + value + "\"",
            char value => value < ' ' ? FormattableString.Invariant($"'\\x{(int)value:X}'") : $"'{value}'",
            var value when type.IsEnum => Enum.ToObject(type, value).ToString()!,
            var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }

    // A compiler marks a ref struct obsolete for old readers; the files carry that mark like any other.
    private static string Obsolete(MemberInfo member) => member.IsDefined(typeof(ObsoleteAttribute), inherit: false) ? " [Obsolete]" : "";
}
