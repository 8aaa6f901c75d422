using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>One row object at a time as a row: what a prediction engine maps.</summary>
internal sealed class RowObject<TRow> : DataViewRow
    where TRow : class
{
    private readonly IHost _host;
    private readonly Delegate[] _getters;
    private TRow _value;
    private long _position = -1;

    public RowObject(IHostEnvironment env, SchemaDefinition definition)
    {
        _host = env.Register("Row");
        var columns = MemberColumn.CreateAll(typeof(TRow), definition, SchemaDefinition.Direction.Read);
        Schema = MemberColumn.MakeSchema(columns);
        _getters = Array.ConvertAll(columns, column => MemberGetters.Make(column, Current));
    }

    public override DataViewSchema Schema { get; }

    public override long Position => _position;

    public override long Batch => 0;

    public void Set(TRow row)
    {
        _host.CheckValue(row, nameof(row));
        _value = row;
        _position++;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    public override ValueGetter<DataViewRowId> GetIdGetter()
        => (ref DataViewRowId value) => value = new DataViewRowId((ulong)_position, 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        => RowObject.Cast<TValue>(_host, _getters[column.Index], column);

    private TRow Current()
    {
        _host.Check(_position >= 0, RowCursorUtils.FetchValueStateError);
        return _value;
    }
}

internal static class RowObject
{
    public static ValueGetter<TValue> Cast<TValue>(IExceptionContext ectx, Delegate getter, DataViewSchema.Column column)
        => getter as ValueGetter<TValue>
            ?? throw ectx.Except($"Invalid TValue in GetGetter for column #{column}: '{typeof(TValue)}', "
                + $"expected type: '{getter.GetType().GetGenericArguments()[0]}'.");
}
