using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog
{
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition schemaDefinition = null)
        where TRow : class
    {
        _env.CheckValue(data, nameof(data));
        return new EnumerableDataView<TRow>(_env, data, MemberColumn.CreateAll(typeof(TRow), schemaDefinition, SchemaDefinition.Direction.Read));
    }

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, DataViewSchema schema)
        where TRow : class
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckValue(schema, nameof(schema));
        var definition = SchemaDefinitions.From<TRow>(_env, schema);
        return new EnumerableDataView<TRow>(_env, data, MemberColumn.CreateAll(typeof(TRow), definition, SchemaDefinition.Direction.Read));
    }

    public IEnumerable<TRow> CreateEnumerable<TRow>(IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false,
        SchemaDefinition schemaDefinition = null)
        where TRow : class, new()
    {
        _env.CheckValue(data, nameof(data));
        SchemaDefinitions.CheckMembers<TRow>(schemaDefinition, data.Schema);
        var bound = MemberSetters<TRow>.Bind(_env, data.Schema, ignoreMissingColumns, schemaDefinition);
        return Enumerate<TRow>(data, bound, reuseRowObject);
    }

    private static IEnumerable<TRow> Enumerate<TRow>(IDataView data, (MemberColumn Member, DataViewSchema.Column Source)[] bound, bool reuseRowObject)
        where TRow : class, new()
    {
        using var cursor = data.GetRowCursor(bound.Select(pair => pair.Source).DistinctBy(column => column.Index));
        var setters = MemberSetters<TRow>.Create(cursor, bound);
        TRow row = null;
        while (cursor.MoveNext())
        {
            if (!reuseRowObject || row == null)
                row = new TRow();
            setters.Fill(row);
            yield return row;
        }
    }
}
