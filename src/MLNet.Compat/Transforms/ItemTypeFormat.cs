using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Writes the type of an item into a model and reads it back.</summary>
internal static class ItemTypeFormat
{
    private static readonly PrimitiveDataViewType[] Known =
    [
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16,
        NumberDataViewType.Int32, NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64,
        NumberDataViewType.Single, NumberDataViewType.Double, TextDataViewType.Instance, BooleanDataViewType.Instance,
        TimeSpanDataViewType.Instance, DateTimeDataViewType.Instance, DateTimeOffsetDataViewType.Instance, RowIdDataViewType.Instance,
    ];

    /// <summary>The raw type, and for keys how many there are.</summary>
    public static void Write(BinaryWriter writer, PrimitiveDataViewType type)
    {
        writer.Write((byte)Array.FindIndex(Known, known => known.RawType == type.RawType));
        writer.Write(type.GetKeyCount());
    }

    public static PrimitiveDataViewType Read(BinaryReader reader)
    {
        int index = reader.ReadByte();
        ulong keys = reader.ReadUInt64();
        Contracts.CheckDecode(index < Known.Length);
        return keys == 0 ? Known[index] : new KeyDataViewType(Known[index].RawType, keys);
    }
}
