using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

internal static partial class RowCursorUtils
{
    /// <summary>The getter of a scalar column with its values converted to another type.</summary>
    public static ValueGetter<TDst> GetGetterAs<TDst>(DataViewType typeDst, DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type.RawType == typeof(TDst))
            return row.GetGetter<TDst>(column);
        return (ValueGetter<TDst>)GenericInvoke.Call(ConvertingGetter<int, TDst>, column.Type.RawType, typeof(TDst), row, column, typeDst);
    }

    public static ValueGetter<TDst> GetGetterAs<TDst>(DataViewType typeDst, DataViewRow row, int column)
        => GetGetterAs<TDst>(typeDst, row, row.Schema[column]);

    public static ValueGetter<VBuffer<TDst>> GetVecGetterAs<TDst>(PrimitiveDataViewType typeDst, DataViewRow row, int column)
        => GetVecGetterAs<TDst>(typeDst, row, row.Schema[column]);

    public static ValueGetter<float> GetLabelGetter(DataViewRow row, int column) => GetLabelGetter(row, row.Schema[column]);

    /// <summary>The getter of a vector column with its items converted to another type.</summary>
    public static ValueGetter<VBuffer<TDst>> GetVecGetterAs<TDst>(PrimitiveDataViewType typeDst, DataViewRow row, DataViewSchema.Column column)
    {
        Contracts.Check(column.Type is VectorDataViewType, "Source column type must be vector");
        var itemType = column.Type.GetItemType().RawType;
        if (itemType == typeof(TDst))
            return row.GetGetter<VBuffer<TDst>>(column);
        return (ValueGetter<VBuffer<TDst>>)GenericInvoke.Call(ConvertingVecGetter<int, TDst>, itemType, typeof(TDst), row, column, (DataViewType)typeDst);
    }

    /// <summary>A label as a number: a missing key is NaN, a key counts from 0.</summary>
    public static ValueGetter<float> GetLabelGetter(DataViewRow row, DataViewSchema.Column column)
    {
        var type = column.Type;
        if (type == NumberDataViewType.Single)
            return row.GetGetter<float>(column);
        if (type == NumberDataViewType.Double || type is BooleanDataViewType)
            return GetGetterAs<float>(NumberDataViewType.Single, row, column);
        Contracts.Check(type is KeyDataViewType, "Only floating point number, boolean, and key type values can be used as label.");
        var key = GetKeyGetter(row, column);
        ulong count = type.GetKeyCount();
        ulong raw = 0;
        return (ref float value) =>
        {
            key(ref raw);
            value = raw > 0 && raw <= count ? raw - 1 : float.NaN;
        };
    }

    private static Delegate ConvertingGetter<TSrc, TDst>(DataViewRow row, DataViewSchema.Column column, DataViewType typeDst)
    {
        var source = row.GetGetter<TSrc>(column);
        var convert = Conversions.Get<TSrc, TDst>(column.Type, typeDst);
        TSrc value = default;
        ValueGetter<TDst> getter = (ref TDst dst) =>
        {
            source(ref value);
            convert(in value, ref dst);
        };
        return getter;
    }

    private static Delegate ConvertingVecGetter<TSrc, TDst>(DataViewRow row, DataViewSchema.Column column, DataViewType typeDst)
    {
        var source = row.GetGetter<VBuffer<TSrc>>(column);
        var convert = Conversions.Get<TSrc, TDst>(column.Type.GetItemType(), typeDst);
        bool keepsDefault = Conversions.KeepsDefault(convert);
        VBuffer<TSrc> vector = default;
        ValueGetter<VBuffer<TDst>> getter = (ref VBuffer<TDst> dst) =>
        {
            source(ref vector);
            if (!keepsDefault && !vector.IsDense)
                vector.CopyToDense(ref vector);
            var values = vector.GetValues();
            var editor = VBufferEditor.Create(ref dst, vector.Length, values.Length);
            for (int i = 0; i < values.Length; i++)
                convert(in values[i], ref editor.Values[i]);
            if (!vector.IsDense)
                vector.GetIndices().CopyTo(editor.Indices);
            dst = editor.Commit();
        };
        return getter;
    }
}
