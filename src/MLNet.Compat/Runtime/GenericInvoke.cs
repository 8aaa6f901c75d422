using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>
/// Calls a generic method with type arguments known only at run time: name the method with any type argument
/// (<c>GenericInvoke.Call(Make&lt;int&gt;, type.RawType, ...)</c>) and the definition is closed over the given types instead.
/// Exceptions of the method come out as they are.
/// </summary>
internal static class GenericInvoke
{
    public static TResult Call<TResult>(Func<TResult> method, Type type)
        => (TResult)Invoke(method, [type], null);

    public static TResult Call<T1, TResult>(Func<T1, TResult> method, Type type, T1 a1)
        => (TResult)Invoke(method, [type], [a1]);

    public static TResult Call<T1, T2, TResult>(Func<T1, T2, TResult> method, Type type, T1 a1, T2 a2)
        => (TResult)Invoke(method, [type], [a1, a2]);

    public static TResult Call<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> method, Type type, T1 a1, T2 a2, T3 a3)
        => (TResult)Invoke(method, [type], [a1, a2, a3]);

    public static TResult Call<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> method, Type type, T1 a1, T2 a2, T3 a3, T4 a4)
        => (TResult)Invoke(method, [type], [a1, a2, a3, a4]);

    public static TResult Call<TResult>(Func<TResult> method, Type type1, Type type2)
        => (TResult)Invoke(method, [type1, type2], null);

    public static TResult Call<T1, TResult>(Func<T1, TResult> method, Type type1, Type type2, T1 a1)
        => (TResult)Invoke(method, [type1, type2], [a1]);

    public static TResult Call<T1, T2, TResult>(Func<T1, T2, TResult> method, Type type1, Type type2, T1 a1, T2 a2)
        => (TResult)Invoke(method, [type1, type2], [a1, a2]);

    public static TResult Call<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> method, Type type1, Type type2, T1 a1, T2 a2, T3 a3)
        => (TResult)Invoke(method, [type1, type2], [a1, a2, a3]);

    private static object Invoke(Delegate method, Type[] types, object[] args)
        => method.Method.GetGenericMethodDefinition().MakeGenericMethod(types)
            .Invoke(method.Target, BindingFlags.DoNotWrapExceptions, null, args, null);
}
