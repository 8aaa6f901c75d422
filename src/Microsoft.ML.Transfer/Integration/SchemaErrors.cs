using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>The exceptions of ML.NET's own stages, by type and text, so that a pipeline reports one kind of error whatever stage finds it.</summary>
internal static class SchemaErrors
{
    public static Exception MissingColumn(IExceptionContext context, string parameter, string role, string column) =>
        context.Process(new ArgumentOutOfRangeException(parameter, $"Could not find {role} column '{column}'"));

    public static Exception WrongType(IExceptionContext context, string parameter, string role, string column, string expected, string actual) =>
        context.Process(new ArgumentOutOfRangeException(parameter, $"Schema mismatch for {role} column '{column}': expected {expected}, got {actual}"));

    public static string NonEmpty(string? value, string parameter) => string.IsNullOrEmpty(value)
        ? throw new ArgumentOutOfRangeException(parameter, $"{parameter} cannot be null or empty")
        : value;

    public static Exception InactiveColumn(IExceptionContext context, DataViewSchema.Column column) =>
        context.Process(new ArgumentException($"The requested column '{column.Name}' is not active.", nameof(column)));

    public static Exception WrongGetter(IExceptionContext context, Type requested, Type expected) =>
        context.Process(new InvalidOperationException($"Invalid TValue in GetGetter: '{requested}', expected type: '{expected}'."));

    public static Exception NotOnRow(IExceptionContext context) =>
        context.Process(new InvalidOperationException("The cursor stands on no row: call MoveNext first, and stop when it gives false."));
}
