using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Saves column types.</summary>
internal static class TypeSerializer
{
    private const byte Key = 100;
    private const byte Vector = 101;
    private const byte RowId = 102;

    public static bool CanWrite(DataViewType type)
        => type.IsStandardScalar() || type is KeyDataViewType || (type is VectorDataViewType vector && CanWrite(vector.ItemType));

    public static bool CanWriteValue(DataViewType type) => CanWrite(type) && ItemSerializer.Handles(type.GetItemType().RawType);

    public static void Write(BinaryWriter writer, DataViewType type)
    {
        switch (type)
        {
            case VectorDataViewType vector:
                writer.Write(Vector);
                Write(writer, vector.ItemType);
                writer.Write(vector.Dimensions.Length);
                foreach (int dimension in vector.Dimensions)
                    writer.Write(dimension);
                break;
            case KeyDataViewType key:
                writer.Write(Key);
                key.RawType.TryGetDataKind(out var keyKind);
                writer.Write((byte)keyKind);
                writer.Write(key.Count);
                break;
            case RowIdDataViewType:
                writer.Write(RowId);
                break;
            default:
                type.RawType.TryGetDataKind(out var kind);
                writer.Write((byte)kind);
                break;
        }
    }

    public static DataViewType Read(IExceptionContext ectx, BinaryReader reader)
    {
        byte tag = reader.ReadByte();
        switch (tag)
        {
            case Vector:
                var item = Read(ectx, reader) as PrimitiveDataViewType;
                ectx.CheckDecode(item != null, "Corrupt model file");
                int count = reader.ReadInt32();
                ectx.CheckDecode(count is > 0 and <= 64, "Corrupt model file");
                var dimensions = new int[count];
                for (int i = 0; i < count; i++)
                    dimensions[i] = reader.ReadInt32();
                ectx.CheckDecode(Array.TrueForAll(dimensions, d => d >= 0), "Corrupt model file");
                return new VectorDataViewType(item, dimensions);
            case Key:
                var kind = ReadKind(ectx, reader.ReadByte());
                return new KeyDataViewType(ColumnTypeExtensions.PrimitiveTypeFromKind(kind).RawType, reader.ReadUInt64());
            case RowId:
                return RowIdDataViewType.Instance;
            default:
                return ColumnTypeExtensions.PrimitiveTypeFromKind(ReadKind(ectx, tag));
        }
    }

    private static DataKind ReadKind(IExceptionContext ectx, byte tag)
    {
        ectx.CheckDecode(Enum.IsDefined((DataKind)tag), "Corrupt model file");
        return (DataKind)tag;
    }
}

/// <summary>Saves single values.</summary>
internal static class ItemSerializer
{
    private static readonly Dictionary<Type, object> Codecs = new()
    {
        [typeof(sbyte)] = new Codec<sbyte>((w, v) => w.Write(v), r => r.ReadSByte()),
        [typeof(byte)] = new Codec<byte>((w, v) => w.Write(v), r => r.ReadByte()),
        [typeof(short)] = new Codec<short>((w, v) => w.Write(v), r => r.ReadInt16()),
        [typeof(ushort)] = new Codec<ushort>((w, v) => w.Write(v), r => r.ReadUInt16()),
        [typeof(int)] = new Codec<int>((w, v) => w.Write(v), r => r.ReadInt32()),
        [typeof(uint)] = new Codec<uint>((w, v) => w.Write(v), r => r.ReadUInt32()),
        [typeof(long)] = new Codec<long>((w, v) => w.Write(v), r => r.ReadInt64()),
        [typeof(ulong)] = new Codec<ulong>((w, v) => w.Write(v), r => r.ReadUInt64()),
        [typeof(float)] = new Codec<float>((w, v) => w.Write(v), r => r.ReadSingle()),
        [typeof(double)] = new Codec<double>((w, v) => w.Write(v), r => r.ReadDouble()),
        [typeof(bool)] = new Codec<bool>((w, v) => w.Write(v), r => r.ReadBoolean()),
        [typeof(ReadOnlyMemory<char>)] = new Codec<ReadOnlyMemory<char>>((w, v) => w.Write(v.ToString()), r => r.ReadString().AsMemory()),
        [typeof(TimeSpan)] = new Codec<TimeSpan>((w, v) => w.Write(v.Ticks), r => new TimeSpan(r.ReadInt64())),
        [typeof(DateTime)] = new Codec<DateTime>((w, v) => w.Write(v.ToBinary()), r => DateTime.FromBinary(r.ReadInt64())),
    };

    public static bool Handles(Type type) => Codecs.ContainsKey(type);

    public static Codec<T> Get<T>() => (Codec<T>)Codecs[typeof(T)];

    /// <summary>How values of a type are written and read.</summary>
    internal sealed record Codec<T>(Action<BinaryWriter, T> Write, Func<BinaryReader, T> Read);
}
