using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Getters by run-time type, and sets of active columns.</summary>
internal static partial class RowCursorUtils
{
    public const string FetchValueStateError = "Values cannot be fetched at this time. This method was called either before the first call to MoveNext, or at any point after that method returned false.";

    /// <summary>A membership test for the columns asked for.</summary>
    public static Func<int, bool> FromColumnsToPredicate(IEnumerable<DataViewSchema.Column> columnsNeeded, DataViewSchema sourceSchema)
    {
        Contracts.CheckValue(columnsNeeded, nameof(columnsNeeded));
        Contracts.CheckValue(sourceSchema, nameof(sourceSchema));
        var active = new bool[sourceSchema.Count];
        foreach (var column in columnsNeeded)
        {
            if (column.Index >= active.Length)
                throw Contracts.Except($"The requested column: {column} is not part of the sourceSchema");
            active[column.Index] = true;
        }

        return index => index >= 0 && index < active.Length && active[index];
    }

    /// <summary>The getter of a column in its own type.</summary>
    public static Delegate GetGetterAsDelegate(DataViewRow row, DataViewSchema.Column column)
        => GenericInvoke.Call(TypedGetter<int>, column.Type.RawType, row, column);

    public static Delegate GetGetterAsDelegate(DataViewRow row, int column) => GetGetterAsDelegate(row, row.Schema[column]);

    /// <summary>Casts a getter, or says which type it has instead.</summary>
    public static ValueGetter<TValue> Cast<TValue>(Delegate getter)
        => getter as ValueGetter<TValue>
            ?? throw Contracts.Except($"Invalid TValue in GetGetter: '{typeof(TValue)}', expected type: '{getter.GetType().GetGenericArguments()[0]}'.");

    private static Delegate TypedGetter<TValue>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<TValue>(column);
}
