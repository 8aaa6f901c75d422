using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Questions asked of column types, and the column types of .NET types and data kinds.</summary>
internal static class ColumnTypeExtensions
{
    private static readonly Dictionary<Type, PrimitiveDataViewType> ByRawType = new PrimitiveDataViewType[]
    {
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16,
        NumberDataViewType.Int32, NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64,
        NumberDataViewType.Single, NumberDataViewType.Double, TextDataViewType.Instance, BooleanDataViewType.Instance,
        TimeSpanDataViewType.Instance, DateTimeDataViewType.Instance, DateTimeOffsetDataViewType.Instance, RowIdDataViewType.Instance,
    }.ToDictionary(type => type.RawType);

    public static DataViewType GetItemType(this DataViewType type) => (type as VectorDataViewType)?.ItemType ?? type;

    /// <summary>The size of a vector type; 0 when it is unknown or the type is no vector.</summary>
    public static int GetVectorSize(this DataViewType type) => (type as VectorDataViewType)?.Size ?? 0;

    /// <summary>The size of a vector type, 1 for a scalar.</summary>
    public static int GetValueCount(this DataViewType type) => (type as VectorDataViewType)?.Size ?? 1;

    public static bool IsKnownSizeVector(this DataViewType type) => type.GetVectorSize() > 0;

    public static ulong GetKeyCount(this DataViewType type) => (type as KeyDataViewType)?.Count ?? 0;

    public static int GetKeyCountAsInt32(this DataViewType type, IExceptionContext ectx = null)
    {
        ulong count = type.GetKeyCount();
        ectx.Check(count <= int.MaxValue, "KeyDataViewType.Count exceeds int.MaxValue.");
        return (int)count;
    }

    public static bool IsStandardScalar(this DataViewType type)
        => type is NumberDataViewType or TextDataViewType or BooleanDataViewType or RowIdDataViewType
            or TimeSpanDataViewType or DateTimeDataViewType or DateTimeOffsetDataViewType;

    /// <summary>Whether two types hold the same items, however a vector is cut into dimensions.</summary>
    public static bool SameSizeAndItemType(this DataViewType type, DataViewType other)
        => type.Equals(other)
            || (type is VectorDataViewType vector && other is VectorDataViewType otherVector
                && vector.ItemType.Equals(otherVector.ItemType) && vector.Size == otherVector.Size);

    public static bool TryPrimitiveTypeFromType(Type type, out PrimitiveDataViewType columnType)
        => ByRawType.TryGetValue(type == typeof(string) ? typeof(ReadOnlyMemory<char>) : type, out columnType);

    public static PrimitiveDataViewType PrimitiveTypeFromType(Type type)
        => TryPrimitiveTypeFromType(type, out var columnType)
            ? columnType
            : throw new InvalidOperationException($"Bad type in ColumnTypeExtensions.NumberTypeFromType: {type}");

    public static PrimitiveDataViewType PrimitiveTypeFromKind(DataKind kind)
        => kind switch
        {
            DataKind.SByte => NumberDataViewType.SByte,
            DataKind.Byte => NumberDataViewType.Byte,
            DataKind.Int16 => NumberDataViewType.Int16,
            DataKind.UInt16 => NumberDataViewType.UInt16,
            DataKind.Int32 => NumberDataViewType.Int32,
            DataKind.UInt32 => NumberDataViewType.UInt32,
            DataKind.Int64 => NumberDataViewType.Int64,
            DataKind.UInt64 => NumberDataViewType.UInt64,
            DataKind.Single => NumberDataViewType.Single,
            DataKind.Double => NumberDataViewType.Double,
            DataKind.String => TextDataViewType.Instance,
            DataKind.Boolean => BooleanDataViewType.Instance,
            DataKind.TimeSpan => TimeSpanDataViewType.Instance,
            DataKind.DateTime => DateTimeDataViewType.Instance,
            DataKind.DateTimeOffset => DateTimeOffsetDataViewType.Instance,
            _ => throw new InvalidOperationException($"Bad data kind in ColumnTypeExtensions.NumberTypeFromKind: {kind}"),
        };

    public static bool TryGetDataKind(this Type type, out DataKind kind)
    {
        foreach (var candidate in Enum.GetValues<DataKind>())
        {
            if (PrimitiveTypeFromKind(candidate).RawType == (type == typeof(string) ? typeof(ReadOnlyMemory<char>) : type))
            {
                kind = candidate;
                return true;
            }
        }

        kind = default;
        return false;
    }
}
