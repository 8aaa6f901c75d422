namespace Microsoft.ML.Data;

internal static partial class RowCursorUtils
{
    /// <summary>The getter of a key column of any width, as 64 bits; 0 is missing.</summary>
    public static ValueGetter<ulong> GetKeyGetter(DataViewRow row, DataViewSchema.Column column)
    {
        switch (Type.GetTypeCode(column.Type.RawType))
        {
            case TypeCode.Byte:
                {
                    var getter = row.GetGetter<byte>(column);
                    byte raw = 0;
                    return (ref ulong value) =>
                    {
                        getter(ref raw);
                        value = raw;
                    };
                }

            case TypeCode.UInt16:
                {
                    var getter = row.GetGetter<ushort>(column);
                    ushort raw = 0;
                    return (ref ulong value) =>
                    {
                        getter(ref raw);
                        value = raw;
                    };
                }

            case TypeCode.UInt32:
                {
                    var getter = row.GetGetter<uint>(column);
                    uint raw = 0;
                    return (ref ulong value) =>
                    {
                        getter(ref raw);
                        value = raw;
                    };
                }

            default:
                return row.GetGetter<ulong>(column);
        }
    }
}
