using System.Globalization;
using System.Numerics;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Turns a value of one type into one of another.</summary>
internal delegate void ValueMapper<TSrc, TDst>(in TSrc src, ref TDst dst);

/// <summary>
/// ML.NET's standard conversions. Text that can't be read becomes NaN, 0 or false, but throws for signed integers; unsigned
/// integers too large for the target become 0, the missing key.
/// </summary>
internal static class Conversions
{
    private static readonly Dictionary<(Type, Type), Delegate> Standard = Build();

    public static ValueMapper<TSrc, TDst> Get<TSrc, TDst>(DataViewType typeSrc, DataViewType typeDst)
        => TryGet<TSrc, TDst>(typeSrc, typeDst, out var conversion)
            ? conversion
            : throw Contracts.Except($"No standard conversion from '{typeSrc}' to '{typeDst}'");

    public static bool TryGet<TSrc, TDst>(DataViewType typeSrc, DataViewType typeDst, out ValueMapper<TSrc, TDst> conversion)
    {
        bool found = TryGet(typeSrc, typeDst, out var raw);
        conversion = raw as ValueMapper<TSrc, TDst>;
        return found && conversion != null;
    }

    /// <summary>
    /// Keys convert to keys of the same set and to unsigned integers that hold them; text converts to keys by parsing.
    /// </summary>
    public static bool TryGet(DataViewType typeSrc, DataViewType typeDst, out Delegate conversion)
    {
        Contracts.CheckValue(typeSrc, nameof(typeSrc));
        Contracts.CheckValue(typeDst, nameof(typeDst));
        conversion = null;
        if (typeSrc is KeyDataViewType keySrc)
        {
            if (typeDst is KeyDataViewType keyDst ? keySrc.Count != keyDst.Count : KeyDataViewType.MaxCount(typeDst.RawType) < keySrc.Count)
                return false;
        }
        else if (typeDst is KeyDataViewType keyDst)
        {
            if (typeSrc is not TextDataViewType)
                return false;
            conversion = GenericInvoke.Call(KeyParser<uint>, keyDst.RawType, keyDst);
            return true;
        }
        else if (!typeDst.IsStandardScalar())
        {
            return false;
        }

        return Standard.TryGetValue((typeSrc.RawType, typeDst.RawType), out conversion);
    }

    /// <summary>Whether the conversion leaves the default value a default value, so that sparse vectors stay sparse.</summary>
    public static bool KeepsDefault<TSrc, TDst>(ValueMapper<TSrc, TDst> conversion)
    {
        TSrc src = default;
        TDst dst = default;
        conversion(in src, ref dst);
        return dst is ReadOnlyMemory<char> text ? text.IsEmpty : EqualityComparer<TDst>.Default.Equals(dst, default);
    }

    private static Delegate KeyParser<TKey>(KeyDataViewType type)
    {
        var parse = TextParser.Get<TKey>(type);
        ValueMapper<ReadOnlyMemory<char>, TKey> conversion = (in ReadOnlyMemory<char> src, ref TKey dst) => parse(src, out dst);
        return conversion;
    }

    private static Dictionary<(Type, Type), Delegate> Build()
    {
        var all = new Dictionary<(Type, Type), Delegate>();
        void Add<TSrc, TDst>(ValueMapper<TSrc, TDst> conversion) => all[(typeof(TSrc), typeof(TDst))] = conversion;

        void Cast<TSrc, TDst>()
            where TSrc : INumber<TSrc>
            where TDst : INumber<TDst>
            => Add((in TSrc src, ref TDst dst) => dst = TDst.CreateTruncating(src));

        void Narrow<TSrc, TDst>()
            where TSrc : IBinaryInteger<TSrc>
            where TDst : IBinaryInteger<TDst>, IMinMaxValue<TDst>
            => Add((in TSrc src, ref TDst dst) => dst = ulong.CreateTruncating(src) <= ulong.CreateTruncating(TDst.MaxValue) ? TDst.CreateTruncating(src) : TDst.Zero);

        void Number<T>(string format)
            where T : INumber<T>
        {
            Cast<T, float>();
            Cast<T, double>();
            Add((in T src, ref bool dst) => dst = !T.IsZero(src));
            Add((in T src, ref ReadOnlyMemory<char> dst) => dst = src.ToString(format, CultureInfo.InvariantCulture).AsMemory());
        }

        void Signed<T>()
            where T : IBinaryInteger<T>
        {
            Cast<T, sbyte>();
            Cast<T, short>();
            Cast<T, int>();
            Cast<T, long>();
            Number<T>("G");
            Add((in bool src, ref T dst) => dst = src ? T.One : T.Zero);
        }

        void Unsigned<T>()
            where T : IBinaryInteger<T>
        {
            Narrow<T, byte>();
            Narrow<T, ushort>();
            Narrow<T, uint>();
            Narrow<T, ulong>();
            Number<T>("G");
            Add((in T src, ref DataViewRowId dst) => dst = new DataViewRowId(ulong.CreateTruncating(src), 0));
        }

        void FromId<T>()
            where T : IBinaryInteger<T>, IMinMaxValue<T>
            => Add((in DataViewRowId src, ref T dst) => dst = src.High == 0 && src.Low <= ulong.CreateTruncating(T.MaxValue) ? T.CreateTruncating(src.Low) : T.Zero);

        void Time<T>(Func<T, long> ticks, string format)
        {
            Add((in T src, ref T dst) => dst = src);
            Add((in T src, ref long dst) => dst = ticks(src));
            Add((in T src, ref float dst) => dst = ticks(src));
            Add((in T src, ref double dst) => dst = ticks(src));
            Add((in T src, ref ReadOnlyMemory<char> dst) => dst = string.Format(CultureInfo.InvariantCulture, format, src).AsMemory());
        }

        void Parse<T>(string name = null)
        {
            var type = ColumnTypeExtensions.PrimitiveTypeFromType(typeof(T));
            var parse = TextParser.Get<T>(type);
            Add((in ReadOnlyMemory<char> src, ref T dst) =>
            {
                if (!parse(src, out dst) && name != null)
                    throw Contracts.Except($"Value could not be parsed from text to {name}.");
            });
        }

        Signed<sbyte>();
        Signed<short>();
        Signed<int>();
        Signed<long>();
        Unsigned<byte>();
        Unsigned<ushort>();
        Unsigned<uint>();
        Unsigned<ulong>();
        Number<float>("G7");
        Number<double>("G17");
        FromId<byte>();
        FromId<ushort>();
        FromId<uint>();
        FromId<ulong>();
        Add((in DataViewRowId src, ref DataViewRowId dst) => dst = src);
        Add((in DataViewRowId src, ref ReadOnlyMemory<char> dst) => dst = $"0x{src}".AsMemory());
        Add((in bool src, ref bool dst) => dst = src);
        Add((in bool src, ref float dst) => dst = src ? 1 : 0);
        Add((in bool src, ref double dst) => dst = src ? 1 : 0);
        Add((in bool src, ref ReadOnlyMemory<char> dst) => dst = src.ToString().AsMemory());
        Time<TimeSpan>(value => value.Ticks, "{0:c}");
        Time<DateTime>(value => value.Ticks, "{0:o}");
        Time<DateTimeOffset>(value => value.UtcTicks, "{0:o}");

        Parse<sbyte>("sbyte");
        Parse<short>("short");
        Parse<int>("int");
        Parse<long>("long");
        Parse<byte>();
        Parse<ushort>();
        Parse<uint>();
        Parse<ulong>();
        Parse<float>();
        Parse<double>();
        Parse<bool>();
        Parse<ReadOnlyMemory<char>>();
        Parse<TimeSpan>();
        Parse<DateTime>();
        Parse<DateTimeOffset>();
        return all;
    }
}
