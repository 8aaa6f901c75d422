using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Finds and checks the columns that are evaluated.</summary>
internal static class EvaluatedColumns
{
    public static DataViewSchema.Column Find(IDataView data, string name, string role) =>
        data.Schema.GetColumnOrNull(name) ?? throw Contracts.ExceptParam("schema", $"{name} column '{role}' not found");

    public static void CheckSingle(IHost host, DataViewSchema.Column column, string role)
    {
        if (column.Type != NumberDataViewType.Single)
            throw host.ExceptSchemaMismatch("schema", role, column.Name, "Single", column.Type.ToString());
    }
}
