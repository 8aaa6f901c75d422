using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.Runtime;

/// <summary>
/// Argument and state checks that throw ML.NET's exception types with ML.NET's texts.
/// Every method accepts a null context: then the exception is only marked.
/// </summary>
internal static class Contracts
{
    public const string IsMarkedKey = "ML_IsMarked";

    public static TException Process<TException>(this TException ex, IExceptionContext ectx = null)
        where TException : Exception
        => ectx != null ? ectx.Process(ex) : Mark(ex);

    public static TException Mark<TException>(TException ex)
        where TException : Exception
    {
        ex.Data[IsMarkedKey] = true;
        return ex;
    }

    public static bool IsMarked(this Exception ex)
        => ex != null && ex.Data[IsMarkedKey] is true;

    private static string Format(string msg, object[] args)
        => args.Length == 0 ? msg : string.Format(CultureInfo.InvariantCulture, msg, args);

    public static Exception Except(string msg, params object[] args) => Except(null, msg, args);

    public static Exception Except(this IExceptionContext ctx, string msg, params object[] args)
        => Process(new InvalidOperationException(Format(msg, args)), ctx);

    public static Exception Except(this IExceptionContext ctx, Exception inner, string msg, params object[] args)
        => Process(new InvalidOperationException(Format(msg, args), inner), ctx);

    public static Exception ExceptUserArg(this IExceptionContext ctx, string name)
        => Process(new ArgumentOutOfRangeException(name), ctx);

    public static Exception ExceptUserArg(string name, string msg, params object[] args) => ExceptUserArg(null, name, msg, args);

    public static Exception ExceptUserArg(this IExceptionContext ctx, string name, string msg, params object[] args)
        => Process(new ArgumentOutOfRangeException(name, Format(msg, args)), ctx);

    public static Exception ExceptParam(string paramName) => ExceptParam((IExceptionContext)null, paramName);

    public static Exception ExceptParam(this IExceptionContext ctx, string paramName)
        => Process(new ArgumentOutOfRangeException(paramName), ctx);

    public static Exception ExceptParam(string paramName, string msg, params object[] args) => ExceptParam(null, paramName, msg, args);

    public static Exception ExceptParam(this IExceptionContext ctx, string paramName, string msg, params object[] args)
        => Process(new ArgumentOutOfRangeException(paramName, Format(msg, args)), ctx);

    public static Exception ExceptValue(string paramName) => ExceptValue(null, paramName);

    public static Exception ExceptValue(this IExceptionContext ctx, string paramName)
        => Process(new ArgumentNullException(paramName), ctx);

    public static Exception ExceptValue(this IExceptionContext ctx, string paramName, string msg)
        => Process(new ArgumentNullException(paramName, msg), ctx);

    public static Exception ExceptEmpty(this IExceptionContext ctx, string paramName)
        => Process(new ArgumentOutOfRangeException(paramName, $"{paramName} cannot be null or empty"), ctx);

    public static Exception ExceptWhiteSpace(this IExceptionContext ctx, string paramName)
        => Process(new ArgumentOutOfRangeException(paramName, $"{paramName} cannot be null or white space"), ctx);

    public static Exception ExceptDecode() => Process(new FormatException());

    public static Exception ExceptDecode(string msg, params object[] args) => ExceptDecode((IExceptionContext)null, msg, args);

    public static Exception ExceptDecode(this IExceptionContext ctx, string msg, params object[] args)
        => Process(new FormatException(Format(msg, args)), ctx);

    public static Exception ExceptDecode(this IExceptionContext ctx, Exception inner, string msg, params object[] args)
        => Process(new FormatException(Format(msg, args), inner), ctx);

    public static Exception ExceptIO(this IExceptionContext ctx, string msg, params object[] args)
        => Process(new IOException(Format(msg, args)), ctx);

    public static Exception ExceptIO(this IExceptionContext ctx, Exception inner, string msg, params object[] args)
        => Process(new IOException(Format(msg, args), inner), ctx);

    public static Exception ExceptNotSupp(string msg = null) => ExceptNotSupp(null, msg);

    public static Exception ExceptNotSupp(this IExceptionContext ctx, string msg = null)
        => Process(msg == null ? new NotSupportedException() : new NotSupportedException(msg), ctx);

    public static Exception ExceptSchemaMismatch(this IExceptionContext ctx, string paramName, string columnRole, string columnName)
        => Process(new ArgumentOutOfRangeException(paramName, $"Could not find {columnRole} column '{columnName}'"), ctx);

    public static Exception ExceptSchemaMismatch(this IExceptionContext ctx, string paramName, string columnRole, string columnName, string expectedType, string actualType)
        => Process(new ArgumentOutOfRangeException(paramName,
            $"Schema mismatch for {columnRole} column '{columnName}': expected {expectedType}, got {actualType}"), ctx);

    public static void Check(bool f, string msg = null) => Check(null, f, msg);

    public static void Check(this IExceptionContext ctx, bool f, string msg = null)
    {
        if (!f)
            throw Process(msg == null ? new InvalidOperationException() : new InvalidOperationException(msg), ctx);
    }

    public static void CheckUserArg(bool f, string name, string msg = null) => CheckParam(null, f, name, msg);

    public static void CheckUserArg(this IExceptionContext ctx, bool f, string name, string msg = null) => CheckParam(ctx, f, name, msg);

    public static void CheckParam(bool f, string paramName, string msg = null) => CheckParam(null, f, paramName, msg);

    public static void CheckParam(this IExceptionContext ctx, bool f, string paramName, string msg = null)
    {
        if (!f)
            throw Process(msg == null ? new ArgumentOutOfRangeException(paramName) : new ArgumentOutOfRangeException(paramName, msg), ctx);
    }

    public static void CheckValue<T>(T val, string paramName)
        where T : class
        => CheckValue(null, val, paramName);

    public static void CheckValue<T>(this IExceptionContext ctx, T val, string paramName)
        where T : class
    {
        if (val is null)
            throw ExceptValue(ctx, paramName);
    }

    public static T CheckRef<T>(T val, string paramName)
        where T : class
        => CheckRef(null, val, paramName);

    public static T CheckRef<T>(this IExceptionContext ctx, T val, string paramName)
        where T : class
    {
        CheckValue(ctx, val, paramName);
        return val;
    }

    public static string CheckNonEmpty(string s, string paramName) => CheckNonEmpty(null, s, paramName);

    public static string CheckNonEmpty(this IExceptionContext ctx, string s, string paramName)
    {
        if (string.IsNullOrEmpty(s))
            throw ExceptEmpty(ctx, paramName);
        return s;
    }

    public static string CheckNonWhiteSpace(string s, string paramName) => CheckNonWhiteSpace(null, s, paramName);

    public static string CheckNonWhiteSpace(this IExceptionContext ctx, string s, string paramName)
    {
        if (string.IsNullOrWhiteSpace(s))
            throw ExceptWhiteSpace(ctx, paramName);
        return s;
    }

    public static T[] CheckNonEmpty<T>(T[] args, string paramName) => CheckNonEmpty(null, args, paramName);

    public static T[] CheckNonEmpty<T>(this IExceptionContext ctx, T[] args, string paramName, string msg = null)
    {
        if (args is null || args.Length == 0)
            throw msg == null ? ExceptEmpty(ctx, paramName) : ExceptParam(ctx, paramName, msg);
        return args;
    }

    public static void CheckDecode(bool f, string msg = null) => CheckDecode(null, f, msg);

    public static void CheckDecode(this IExceptionContext ctx, bool f, string msg = null)
    {
        if (!f)
            throw Process(msg == null ? new FormatException() : new FormatException(msg), ctx);
    }

    public static void CheckIO(this IExceptionContext ctx, bool f, string msg, params object[] args)
    {
        if (!f)
            throw ExceptIO(ctx, msg, args);
    }

    /// <summary>Throws when the environment was told to stop.</summary>
    public static void CheckAlive(this IHostEnvironment env)
    {
        if (env is ICancelable cancelable && cancelable.IsCanceled)
            throw Process(new OperationCanceledException("Operation was canceled."), env);
    }

    [Conditional("DEBUG")]
    public static void Assert(bool f, string msg = null) => Debug.Assert(f, msg);
}
