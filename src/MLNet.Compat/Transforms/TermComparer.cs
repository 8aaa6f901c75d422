using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Equality, order, text and binary form of values that can be mapped to keys.</summary>
internal static class TermComparer<T>
{
    public static IEqualityComparer<T> Equality { get; } =
        typeof(T) == typeof(ReadOnlyMemory<char>) ? (IEqualityComparer<T>)(object)new TextEquality() : EqualityComparer<T>.Default;

    public static IComparer<T> Order { get; } =
        typeof(T) == typeof(ReadOnlyMemory<char>) ? (IComparer<T>)(object)new TextOrder() : Comparer<T>.Default;

    /// <summary>The value as text, as a text file would hold it.</summary>
    public static string Text(T value) => value switch
    {
        ReadOnlyMemory<char> text => text.ToString(),
        bool flag => flag ? "True" : "False",
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        double number => number.ToString("G17", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    public static void Write(BinaryWriter writer, T value)
    {
        switch (value)
        {
            case ReadOnlyMemory<char> text: writer.Write(text.ToString()); break;
            case bool flag: writer.Write(flag); break;
            case sbyte number: writer.Write(number); break;
            case byte number: writer.Write(number); break;
            case short number: writer.Write(number); break;
            case ushort number: writer.Write(number); break;
            case int number: writer.Write(number); break;
            case uint number: writer.Write(number); break;
            case long number: writer.Write(number); break;
            case ulong number: writer.Write(number); break;
            case float number: writer.Write(number); break;
            case double number: writer.Write(number); break;
            case TimeSpan span: writer.Write(span.Ticks); break;
            case DateTime date: writer.Write(date.Ticks); break;
            case DateTimeOffset date: writer.Write(date.Ticks); writer.Write(date.Offset.Ticks); break;
            case DataViewRowId id: writer.Write(id.Low); writer.Write(id.High); break;
            default: throw new NotSupportedException($"We do not know how to serialize terms of type '{typeof(T)}'");
        }
    }

    public static T Read(BinaryReader reader)
    {
        object value = Type.GetTypeCode(typeof(T)) switch
        {
            TypeCode.Boolean => reader.ReadBoolean(),
            TypeCode.SByte => reader.ReadSByte(),
            TypeCode.Byte => reader.ReadByte(),
            TypeCode.Int16 => reader.ReadInt16(),
            TypeCode.UInt16 => reader.ReadUInt16(),
            TypeCode.Int32 => reader.ReadInt32(),
            TypeCode.UInt32 => reader.ReadUInt32(),
            TypeCode.Int64 => reader.ReadInt64(),
            TypeCode.UInt64 => reader.ReadUInt64(),
            TypeCode.Single => reader.ReadSingle(),
            TypeCode.Double => reader.ReadDouble(),
            TypeCode.DateTime => new DateTime(reader.ReadInt64()),
            _ when typeof(T) == typeof(ReadOnlyMemory<char>) => reader.ReadString().AsMemory(),
            _ when typeof(T) == typeof(TimeSpan) => new TimeSpan(reader.ReadInt64()),
            _ when typeof(T) == typeof(DateTimeOffset) => new DateTimeOffset(reader.ReadInt64(), new TimeSpan(reader.ReadInt64())),
            _ => new DataViewRowId(reader.ReadUInt64(), reader.ReadUInt64()),
        };
        return (T)value;
    }

    private sealed class TextEquality : IEqualityComparer<ReadOnlyMemory<char>>
    {
        public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<char> obj) => string.GetHashCode(obj.Span, StringComparison.Ordinal);
    }

    private sealed class TextOrder : IComparer<ReadOnlyMemory<char>>
    {
        public int Compare(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.CompareTo(y.Span, StringComparison.Ordinal);
    }
}
