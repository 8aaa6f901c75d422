using System.Numerics;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Makes a column to split rows by, from a column whose equal values are to stay together: keys as they are, real numbers scaled to
/// 0 to 1, all else hashed to 30 bits.
/// </summary>
internal static class SamplingKey
{
    private const int Bits = 30;
    private const uint DefaultSeed = 314489979;

    public static IDataView AddColumn(IHostEnvironment env, IDataView data, string name, string source, uint? seed)
    {
        var column = data.Schema[source];
        // Copying makes two hosts in ML.NET, scaling and hashing one.
        var host = env.Register("SamplingKey");
        if (column.Type is KeyDataViewType)
        {
            env.Register("ColumnCopyingTransformer");
            return AddedColumnView.Create(host, data, new DataViewSchema.DetachedColumn(name, column.Type, column.Annotations), [column],
                row => RowCursorUtils.GetGetterAsDelegate(row, row.Schema[column.Index]));
        }

        if (column.Type == NumberDataViewType.Single || column.Type == NumberDataViewType.Double)
            return AddScaled(host, data, name, column);

        if (!(column.Type.GetItemType() is PrimitiveDataViewType item) || !(item.IsStandardScalar() || item is KeyDataViewType))
            throw env.ExceptParam("inputSchema", "Expected Text, Key, Single or Double, Boolean, Integer or DataViewRowId item type");
        var type = new KeyDataViewType(typeof(uint), 1UL << Bits);
        return AddedColumnView.Create(host, data, new DataViewSchema.DetachedColumn(name, type), [column],
            row => GenericInvoke.Call(MakeHashGetter<int>, item.RawType, row, row.Schema[column.Index], seed ?? DefaultSeed));
    }

    private static IDataView AddScaled(IHostEnvironment env, IDataView data, string name, DataViewSchema.Column column)
    {
        double min = double.PositiveInfinity;
        double max = double.NegativeInfinity;
        using (var cursor = data.GetRowCursor([column]))
        {
            var getter = RowCursorUtils.GetGetterAs<double>(NumberDataViewType.Double, cursor, column);
            double value = 0;
            while (cursor.MoveNext())
            {
                getter(ref value);
                min = Math.Min(min, double.IsNaN(value) ? min : value);
                max = Math.Max(max, double.IsNaN(value) ? max : value);
            }
        }

        // A column of one value scales to 0, as min-max normalization does.
        double scale = max > min ? 1 / (max - min) : 0;
        var added = new DataViewSchema.DetachedColumn(name, column.Type);
        return AddedColumnView.Create(env, data, added, [column], row => column.Type == NumberDataViewType.Single
            ? ScaledGetter<float>(row, column, (float)min, (float)scale)
            : ScaledGetter<double>(row, column, min, scale));
    }

    private static Delegate ScaledGetter<T>(DataViewRow row, DataViewSchema.Column column, T offset, T scale)
        where T : INumber<T>
    {
        var source = row.GetGetter<T>(row.Schema[column.Index]);
        ValueGetter<T> getter = (ref T value) =>
        {
            source(ref value);
            value = (value - offset) * scale;
        };
        return getter;
    }

    private static Delegate MakeHashGetter<T>(DataViewRow row, DataViewSchema.Column column, uint seed)
    {
        bool isKey = column.Type.GetItemType() is KeyDataViewType;
        const uint Mask = (1u << Bits) - 1;
        if (column.Type is not VectorDataViewType)
        {
            var source = row.GetGetter<T>(column);
            T item = default;
            ValueGetter<uint> getter = (ref uint value) =>
            {
                source(ref item);
                uint hash = seed;
                int length = 0;
                value = TryHash(item, isKey, ref hash, ref length) ? (End<T>(hash, length) & Mask) + 1 : 0;
            };
            return getter;
        }

        var vector = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> items = default;
        ValueGetter<uint> combined = (ref uint value) =>
        {
            vector(ref items);
            uint hash = seed;
            int length = 0;
            bool present = true;
            foreach (var item in items.DenseValues())
                present = present && TryHash(item, isKey, ref hash, ref length);
            value = present ? (End<T>(hash, length) & Mask) + 1 : 0;
        };
        return combined;
    }

    private static uint End<T>(uint hash, int length)
        => typeof(T) == typeof(ReadOnlyMemory<char>) ? hash : Hashing.MixHash(hash ^ (uint)length);

    private static bool TryHash<T>(T item, bool isKey, ref uint hash, ref int length)
    {
        if (item is ReadOnlyMemory<char> text)
        {
            if (text.IsEmpty)
                return false;
            hash = Hashing.MurmurHashV2(hash, text.Span.Trim(' '));
            return true;
        }

        var (bits, wide) = item switch
        {
            bool b => (b ? 1UL : 0, false),
            byte b => (b, false),
            sbyte b => ((uint)b, false),
            ushort s => (s, false),
            short s => ((uint)s, false),
            uint i => (i, false),
            int i => ((uint)i, false),
            ulong l => (l, true),
            long l => ((ulong)l, true),
            float f => (BitConverter.SingleToUInt32Bits(f == 0 ? 0 : f), false),
            double d => (BitConverter.DoubleToUInt64Bits(d == 0 ? 0 : d), true),
            DateTime d => ((ulong)d.Ticks, true),
            DateTimeOffset d => ((ulong)d.Ticks, true),
            TimeSpan d => ((ulong)d.Ticks, true),
            DataViewRowId id => (id.Low, true),
            _ => throw Contracts.ExceptNotSupp($"Type '{typeof(T)}' is not supported as a sampling key."),
        };
        if (isKey && bits == 0)
            return false;
        hash = Hashing.MurmurRound(hash, (uint)bits);
        if (wide)
            hash = Hashing.MurmurRound(hash, (uint)(bits >> 32));
        length += wide ? sizeof(ulong) : sizeof(uint);
        return true;
    }
}
