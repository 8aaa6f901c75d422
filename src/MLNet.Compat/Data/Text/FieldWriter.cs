using System.Globalization;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Writes the values of one column as text.</summary>
internal abstract class FieldWriter
{
    /// <summary>The text of the default value.</summary>
    public abstract string Default { get; }

    /// <summary>The number of fields in the header.</summary>
    public abstract int SlotCount { get; }

    public static FieldWriter Create(DataViewRow row, DataViewSchema.Column column, char separator)
        => GenericInvoke.Call(CreateTyped<int>, column.Type.GetItemType().RawType, row, column, separator);

    /// <summary>Gives the fields of the current row to <paramref name="append"/>; returns their number with the defaults.</summary>
    public abstract int WriteRow(Action<int, StringBuilder> append);

    public abstract void WriteHeader(Action<int, StringBuilder> append);

    /// <summary>Quotes text that could be taken for something else.</summary>
    public static void AppendText(StringBuilder builder, ReadOnlySpan<char> text, char separator)
    {
        if (text.IsEmpty)
            builder.Append("\"\"");
        else if (text[0] != ' ' && text.IndexOfAny('"', separator, ':') < 0 && !text.Contains('\n'))
            builder.Append(text);
        else
            builder.Append('"').Append(text.ToString().Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }

    private static FieldWriter CreateTyped<T>(DataViewRow row, DataViewSchema.Column column, char separator)
        => column.Type is VectorDataViewType vector
            ? new VectorWriter<T>(row, column, vector, separator)
            : new ScalarWriter<T>(row, column, separator);

    private static Action<StringBuilder, T> Formatter<T>(DataViewType type, char separator)
    {
        if (type is KeyDataViewType key)
        {
            return (builder, value) =>
            {
                ulong raw = Convert.ToUInt64(value, CultureInfo.InvariantCulture);
                if (raw > 0 && raw <= key.Count)
                    builder.Append(raw - 1);
            };
        }

        return (builder, value) =>
        {
            switch (value)
            {
                case ReadOnlyMemory<char> text:
                    AppendText(builder, text.Span, separator);
                    break;
                case float single:
                    builder.Append(float.IsNaN(single) ? "?" : single.ToString("R", CultureInfo.InvariantCulture));
                    break;
                case double real:
                    builder.Append(double.IsNaN(real) ? "?" : real.ToString("G17", CultureInfo.InvariantCulture));
                    break;
                case bool truth:
                    builder.Append(truth ? '1' : '0');
                    break;
                case TimeSpan span:
                    builder.Append(CultureInfo.InvariantCulture, $"\"{span:c}\"");
                    break;
                case DateTime or DateTimeOffset:
                    builder.Append(CultureInfo.InvariantCulture, $"\"{value:o}\"");
                    break;
                case DataViewRowId id:
                    builder.Append("0x").Append(id);
                    break;
                default:
                    builder.Append(CultureInfo.InvariantCulture, $"{value}");
                    break;
            }
        };
    }

    private abstract class Typed<T> : FieldWriter
    {
        private readonly Action<StringBuilder, T> _format;

        protected Typed(DataViewType type, char separator)
        {
            _format = Formatter<T>(type, separator);
            Separator = separator;
            Default = Text(default).ToString();
        }

        public override string Default { get; }

        protected char Separator { get; }

        protected StringBuilder Builder { get; } = new();

        protected StringBuilder Text(T value)
        {
            Builder.Clear();
            _format(Builder, value);
            return Builder;
        }

        protected StringBuilder Name(ReadOnlySpan<char> name)
        {
            Builder.Clear();
            AppendText(Builder, name, Separator);
            return Builder;
        }
    }

    private sealed class ScalarWriter<T> : Typed<T>
    {
        private readonly ValueGetter<T> _getter;
        private readonly string _name;
        private T _value;

        public ScalarWriter(DataViewRow row, DataViewSchema.Column column, char separator)
            : base(column.Type, separator)
        {
            _getter = row.GetGetter<T>(column);
            _name = column.Name;
        }

        public override int SlotCount => 1;

        public override int WriteRow(Action<int, StringBuilder> append)
        {
            _getter(ref _value);
            append(0, Text(_value));
            return 1;
        }

        public override void WriteHeader(Action<int, StringBuilder> append) => append(0, Name(_name));
    }

    private sealed class VectorWriter<T> : Typed<T>
    {
        private readonly ValueGetter<VBuffer<T>> _getter;
        private readonly VBuffer<ReadOnlyMemory<char>> _names;
        private VBuffer<T> _value;

        public VectorWriter(DataViewRow row, DataViewSchema.Column column, VectorDataViewType type, char separator)
            : base(type.ItemType, separator)
        {
            _getter = row.GetGetter<VBuffer<T>>(column);
            SlotCount = type.Size;
            if (column.HasSlotNames(type.Size))
                column.GetSlotNames(ref _names);
        }

        public override int SlotCount { get; }

        public override int WriteRow(Action<int, StringBuilder> append)
        {
            _getter(ref _value);
            var values = _value.GetValues();
            var indices = _value.GetIndices();
            for (int i = 0; i < values.Length; i++)
                append(_value.IsDense ? i : indices[i], Text(values[i]));
            return _value.Length;
        }

        public override void WriteHeader(Action<int, StringBuilder> append)
        {
            foreach (var (slot, name) in _names.Items())
            {
                if (!name.IsEmpty)
                    append(slot, Name(name.Span));
            }
        }
    }
}
