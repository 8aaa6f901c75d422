using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads a value from text; false when it can't be read, with the value then set to missing or default.</summary>
internal delegate bool TryParseMapper<T>(ReadOnlyMemory<char> src, out T dst);

/// <summary>
/// Reading of values from text. Empty text is 0 or false, or missing for keys; "?", "NA", "N/A" and "NaN" are missing where the
/// type knows missing values.
/// </summary>
internal static class TextParser
{
    private const NumberStyles RealStyle = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly NumberFormatInfo CommaFormat = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };

    public static TryParseMapper<T> Get<T>(DataViewType type, bool decimalComma = false, bool emptyRealIsMissing = false)
    {
        Contracts.CheckParam(type.IsStandardScalar() || type is KeyDataViewType, nameof(type), "Parse conversion only supported for standard types");
        return (TryParseMapper<T>)Get(type, decimalComma, emptyRealIsMissing);
    }

    private static Delegate Get(DataViewType type, bool decimalComma, bool emptyIsMissing)
    {
        if (type is KeyDataViewType key)
            return KeyParser(key);
        if (type.RawType == typeof(float))
        {
            return (TryParseMapper<float>)((ReadOnlyMemory<char> src, out float dst) =>
            {
                bool read = TryParseReal(src.Span, decimalComma, emptyIsMissing, out double value);
                dst = (float)value;
                return read;
            });
        }

        if (type.RawType == typeof(double))
            return (TryParseMapper<double>)((ReadOnlyMemory<char> src, out double dst) => TryParseReal(src.Span, decimalComma, emptyIsMissing, out dst));
        return Type.GetTypeCode(type.RawType) switch
        {
            TypeCode.SByte => (TryParseMapper<sbyte>)((ReadOnlyMemory<char> src, out sbyte dst) =>
            {
                bool read = TryParseSigned(src.Span, sbyte.MaxValue, out long value);
                dst = (sbyte)value;
                return read;
            }),
            TypeCode.Int16 => (TryParseMapper<short>)((ReadOnlyMemory<char> src, out short dst) =>
            {
                bool read = TryParseSigned(src.Span, short.MaxValue, out long value);
                dst = (short)value;
                return read;
            }),
            TypeCode.Int32 => (TryParseMapper<int>)((ReadOnlyMemory<char> src, out int dst) =>
            {
                bool read = TryParseSigned(src.Span, int.MaxValue, out long value);
                dst = (int)value;
                return read;
            }),
            TypeCode.Int64 => (TryParseMapper<long>)((ReadOnlyMemory<char> src, out long dst) => TryParseSigned(src.Span, long.MaxValue, out dst)),
            TypeCode.Byte => (TryParseMapper<byte>)((ReadOnlyMemory<char> src, out byte dst) =>
            {
                bool read = TryParseUnsigned(src.Span, byte.MaxValue, out ulong value);
                dst = (byte)value;
                return read;
            }),
            TypeCode.UInt16 => (TryParseMapper<ushort>)((ReadOnlyMemory<char> src, out ushort dst) =>
            {
                bool read = TryParseUnsigned(src.Span, ushort.MaxValue, out ulong value);
                dst = (ushort)value;
                return read;
            }),
            TypeCode.UInt32 => (TryParseMapper<uint>)((ReadOnlyMemory<char> src, out uint dst) =>
            {
                bool read = TryParseUnsigned(src.Span, uint.MaxValue, out ulong value);
                dst = (uint)value;
                return read;
            }),
            TypeCode.UInt64 => (TryParseMapper<ulong>)((ReadOnlyMemory<char> src, out ulong dst) => TryParseUnsigned(src.Span, ulong.MaxValue, out dst)),
            TypeCode.Boolean => (TryParseMapper<bool>)((ReadOnlyMemory<char> src, out bool dst) => TryParseBoolean(src.Span, out dst)),
            TypeCode.DateTime => (TryParseMapper<DateTime>)((ReadOnlyMemory<char> src, out DateTime dst) =>
            {
                dst = default;
                return src.IsEmpty || DateTime.TryParse(src.Span, CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out dst);
            }),
            _ => GetOther(type),
        };
    }

    private static Delegate GetOther(DataViewType type) => type switch
    {
        TextDataViewType => (TryParseMapper<ReadOnlyMemory<char>>)((ReadOnlyMemory<char> src, out ReadOnlyMemory<char> dst) =>
        {
            dst = src;
            return true;
        }),
        TimeSpanDataViewType => (TryParseMapper<TimeSpan>)((ReadOnlyMemory<char> src, out TimeSpan dst) =>
        {
            dst = default;
            return src.IsEmpty || TimeSpan.TryParse(src.Span, CultureInfo.InvariantCulture, out dst);
        }),
        DateTimeOffsetDataViewType => (TryParseMapper<DateTimeOffset>)((ReadOnlyMemory<char> src, out DateTimeOffset dst) =>
        {
            dst = default;
            return src.IsEmpty || DateTimeOffset.TryParse(src.Span, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out dst);
        }),
        _ => throw Contracts.ExceptNotSupp($"Reading values of type '{type}' from text is not supported."),
    };

    private static Delegate KeyParser(KeyDataViewType type)
    {
        ulong max = type.Count - 1;
        return Type.GetTypeCode(type.RawType) switch
        {
            TypeCode.Byte => (TryParseMapper<byte>)((ReadOnlyMemory<char> src, out byte dst) =>
            {
                bool read = TryParseKey(src.Span, max, out ulong value);
                dst = (byte)value;
                return read;
            }),
            TypeCode.UInt16 => (TryParseMapper<ushort>)((ReadOnlyMemory<char> src, out ushort dst) =>
            {
                bool read = TryParseKey(src.Span, max, out ulong value);
                dst = (ushort)value;
                return read;
            }),
            TypeCode.UInt32 => (TryParseMapper<uint>)((ReadOnlyMemory<char> src, out uint dst) =>
            {
                bool read = TryParseKey(src.Span, max, out ulong value);
                dst = (uint)value;
                return read;
            }),
            _ => (TryParseMapper<ulong>)((ReadOnlyMemory<char> src, out ulong dst) => TryParseKey(src.Span, max, out dst)),
        };
    }

    private static bool IsMissing(ReadOnlySpan<char> text)
        => text is "?"
            || text.Equals("NA", StringComparison.OrdinalIgnoreCase)
            || text.Equals("N/A", StringComparison.OrdinalIgnoreCase)
            || text.Equals("NaN", StringComparison.OrdinalIgnoreCase);

    private static bool TryParseReal(ReadOnlySpan<char> text, bool decimalComma, bool emptyIsMissing, out double value)
    {
        var trimmed = text.Trim();
        if (trimmed.IsEmpty)
        {
            value = emptyIsMissing ? double.NaN : 0;
            return true;
        }

        switch (trimmed)
        {
            case "?" or "NaN":
                value = double.NaN;
                return true;
            case "Infinity" or "\u221E":
                value = double.PositiveInfinity;
                return true;
            case "-Infinity" or "-\u221E":
                value = double.NegativeInfinity;
                return true;
        }

        // A letter first would let double.TryParse take names of its own.
        if ((char.IsAsciiDigit(trimmed[^1]) || trimmed[^1] is '.' or ',')
            && double.TryParse(trimmed, RealStyle, decimalComma ? CommaFormat : NumberFormatInfo.InvariantInfo, out value))
        {
            return true;
        }

        value = double.NaN;
        return IsMissing(text);
    }

    private static bool TryParseSigned(ReadOnlySpan<char> text, long max, out long value)
    {
        if (text.IsEmpty)
        {
            value = 0;
            return true;
        }

        bool negative = text[0] == '-';
        value = 0;
        if ((negative && text.Length == 1) || !TryParseDigits(negative ? text[1..] : text, out ulong magnitude)
            || magnitude > (ulong)max + (negative ? 1UL : 0))
        {
            return false;
        }

        value = negative ? -(long)magnitude : (long)magnitude;
        return true;
    }

    private static bool TryParseUnsigned(ReadOnlySpan<char> text, ulong max, out ulong value)
    {
        if (!text.IsEmpty && TryParseDigits(text, out value) && value <= max)
            return true;
        value = 0;
        return false;
    }

    private static bool TryParseKey(ReadOnlySpan<char> text, ulong max, out ulong value)
    {
        value = 0;
        if (text.IsEmpty || IsMissing(text))
            return true;
        if (!TryParseDigits(text, out ulong index) || index > max)
            return false;
        value = index + 1;
        return true;
    }

    private static bool TryParseDigits(ReadOnlySpan<char> text, out ulong value)
    {
        value = 0;
        return text.IsEmpty || ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private static bool TryParseBoolean(ReadOnlySpan<char> text, out bool value)
    {
        value = text.Length switch
        {
            1 => text[0] is 'T' or 't' or 'Y' or 'y' or '1' or '+',
            2 => text is "+1",
            3 => text.Equals("yes", StringComparison.OrdinalIgnoreCase),
            4 => text.Equals("true", StringComparison.OrdinalIgnoreCase),
            _ => false,
        };
        return value || text.Length switch
        {
            0 => true,
            1 => text[0] is 'F' or 'f' or 'N' or 'n' or '0' or '-',
            2 => text is "-1" || text.Equals("no", StringComparison.OrdinalIgnoreCase),
            5 => text.Equals("false", StringComparison.OrdinalIgnoreCase),
            _ => false,
        };
    }
}
