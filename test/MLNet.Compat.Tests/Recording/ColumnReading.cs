using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Compat.Tests.Recording;

/// <summary>Reads whole columns and annotations through cursors and getters.</summary>
public static class ColumnReading
{
    /// <summary>The texts of a text column.</summary>
    public static IEnumerable<string> Texts(this IDataView data, string column) =>
        Values<ReadOnlyMemory<char>>(data, column).Select(value => value.ToString());

    /// <summary>The raw values of a key column: 0 is missing, 1 the first key.</summary>
    public static IEnumerable<uint> Keys(this IDataView data, string column) => Values<uint>(data, column);

    /// <summary>All rows of a vector column, one after the other, as dense numbers.</summary>
    public static IEnumerable<float> Flat(this IDataView data, string column) =>
        Values<VBuffer<float>>(data, column).SelectMany(value => value.DenseValues().ToArray());

    /// <summary>The values of a column, copied row by row.</summary>
    public static List<T> Values<T>(this IDataView data, string column)
    {
        var source = data.Schema[column];
        var values = new List<T>();
        using var cursor = data.GetRowCursor([source]);
        var getter = cursor.GetGetter<T>(source);
        while (cursor.MoveNext())
        {
            T value = default!;
            getter(ref value);
            values.Add(value);
        }
        return values;
    }

    /// <summary>The texts of a vector-of-text annotation; empty slots give empty texts.</summary>
    public static IEnumerable<string> AnnotationTexts(this DataViewSchema.Column column, string kind)
    {
        VBuffer<ReadOnlyMemory<char>> value = default;
        column.Annotations.GetValue(kind, ref value);
        return [.. value.DenseValues().Select(text => text.ToString())];
    }

    /// <summary>One line a row of several columns, each value written in a culture-invariant form, a vector in brackets.</summary>
    public static IEnumerable<string> Rows(this IDataView data, params string[] columns)
    {
        using var cursor = data.GetRowCursor(columns.Select(name => data.Schema[name]));
        var readers = columns.Select(name => Reader(cursor, data.Schema[name])).ToArray();
        var lines = new List<string>();
        while (cursor.MoveNext())
            lines.Add(string.Join(" | ", readers.Select(read => read())));
        return lines;
    }

    private static Func<string> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        var item = (column.Type as VectorDataViewType)?.ItemType ?? column.Type;
        var isVector = column.Type is VectorDataViewType;
        return item.RawType == typeof(ReadOnlyMemory<char>) ? Reader<ReadOnlyMemory<char>>(row, column, isVector)
            : item.RawType == typeof(float) ? Reader<float>(row, column, isVector)
            : item.RawType == typeof(double) ? Reader<double>(row, column, isVector)
            : item.RawType == typeof(bool) ? Reader<bool>(row, column, isVector)
            : item.RawType == typeof(sbyte) ? Reader<sbyte>(row, column, isVector)
            : item.RawType == typeof(byte) ? Reader<byte>(row, column, isVector)
            : item.RawType == typeof(short) ? Reader<short>(row, column, isVector)
            : item.RawType == typeof(ushort) ? Reader<ushort>(row, column, isVector)
            : item.RawType == typeof(int) ? Reader<int>(row, column, isVector)
            : item.RawType == typeof(uint) ? Reader<uint>(row, column, isVector)
            : item.RawType == typeof(long) ? Reader<long>(row, column, isVector)
            : item.RawType == typeof(ulong) ? Reader<ulong>(row, column, isVector)
            : item.RawType == typeof(DateTime) ? Reader<DateTime>(row, column, isVector)
            : item.RawType == typeof(DateTimeOffset) ? Reader<DateTimeOffset>(row, column, isVector)
            : item.RawType == typeof(TimeSpan) ? Reader<TimeSpan>(row, column, isVector)
            : throw new NotSupportedException($"Column '{column.Name}' holds {column.Type}.");
    }

    private static Func<string> Reader<T>(DataViewRow row, DataViewSchema.Column column, bool isVector)
    {
        if (!isVector)
        {
            var getter = row.GetGetter<T>(column);
            return () =>
            {
                T value = default!;
                getter(ref value);
                return Format(value);
            };
        }
        var vectorGetter = row.GetGetter<VBuffer<T>>(column);
        return () =>
        {
            VBuffer<T> value = default;
            vectorGetter(ref value);
            return "[" + string.Join(", ", value.DenseValues().Select(Format)) + "]";
        };
    }

    private static string Format<T>(T value) => value switch
    {
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "<null>",
    };
}
