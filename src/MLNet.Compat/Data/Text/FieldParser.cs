using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Makes the value of one column of the fields of a row.</summary>
internal abstract class FieldParser
{
    protected FieldParser(TextColumn column) => Column = column;

    public TextColumn Column { get; }

    public abstract Delegate Getter { get; }

    public static FieldParser Create(TextColumn column, TextFormat format)
        => GenericInvoke.Call(CreateTyped<int>, column.ItemType.RawType, column, format);

    /// <summary>Reads the column's value.</summary>
    /// <param name="fields">The fields of the row.</param>
    /// <param name="fieldCount">How many the row has.</param>
    /// <param name="line">The row's line, for messages.</param>
    /// <param name="report">Where bad values are counted.</param>
    public abstract void Parse(FieldSplitter fields, int fieldCount, long line, ParseReport report);

    private static FieldParser CreateTyped<T>(TextColumn column, TextFormat format)
    {
        var parse = TextParser.Get<T>(column.ItemType, format.DecimalMarker == ',', format.MissingRealsAsNaNs);
        bool isReal = typeof(T) == typeof(float) || typeof(T) == typeof(double);
        bool hasMissing = isReal || column.ItemType is KeyDataViewType;
        bool fill = isReal && format.MissingRealsAsNaNs;
        return column.Type is VectorDataViewType
            ? new VectorParser<T>(column, parse, hasMissing, fill)
            : new ScalarParser<T>(column, parse, hasMissing, fill);
    }

    private sealed class ScalarParser<T> : FieldParser
    {
        private readonly TryParseMapper<T> _parse;
        private readonly bool _hasMissing;
        private readonly bool _fillMissing;
        private T _value;

        public ScalarParser(TextColumn column, TryParseMapper<T> parse, bool hasMissing, bool fillMissing)
            : base(column)
        {
            _parse = parse;
            _hasMissing = hasMissing;
            _fillMissing = fillMissing;
        }

        public override Delegate Getter => (ValueGetter<T>)((ref T value) => value = _value);

        public override void Parse(FieldSplitter fields, int fieldCount, long line, ParseReport report)
        {
            int at = fields.FirstAtLeast(Column.Segments[0].Min);
            if (at >= fields.Count || fields.Indices[at] != Column.Segments[0].Min)
            {
                _value = default;
                if (_fillMissing)
                    _parse(default, out _value);
                return;
            }

            if (_parse(fields.Texts[at], out _value))
                return;
            if (!_hasMissing)
                throw Contracts.Except($"Could not parse value {fields.Texts[at]} in line {line}, column {Column.Name}");
            report.BadValue(line, Column.Name);
        }
    }

    private sealed class VectorParser<T> : FieldParser
    {
        private readonly TryParseMapper<T> _parse;
        private readonly bool _hasMissing;
        private readonly bool _fillMissing;
        private T[] _values = [];
        private int[] _indices = [];
        private int _count;
        private int _size;

        public VectorParser(TextColumn column, TryParseMapper<T> parse, bool hasMissing, bool fillMissing)
            : base(column)
        {
            _parse = parse;
            _hasMissing = hasMissing;
            _fillMissing = fillMissing;
        }

        public override Delegate Getter => (ValueGetter<VBuffer<T>>)Get;

        public override void Parse(FieldSplitter fields, int fieldCount, long line, ParseReport report)
        {
            _count = 0;
            _size = Column.BaseSize;
            if (Column.VariableSegment >= 0)
                _size = checked(_size + Math.Max(0, fieldCount - Column.Segments[Column.VariableSegment].Min));

            int start = 0;
            foreach (var segment in Column.Segments)
            {
                int lim = segment.IsVariable ? fieldCount : segment.Lim;
                int at = fields.FirstAtLeast(segment.Min);
                for (; at < fields.Count && fields.Indices[at] < lim; at++)
                {
                    int slot = start + fields.Indices[at] - segment.Min;
                    if (!Add(slot, fields.Texts[at]))
                    {
                        if (!_hasMissing)
                            throw Contracts.Except($"Could not parse value {fields.Texts[at]} in slot {slot} of column {Column.Name} in line {line}");
                        report.BadValue(line, Column.Name, slot);
                    }
                }

                if (_fillMissing && at >= fields.Count)
                {
                    for (int index = Math.Max(segment.Min, fields.Count); index < lim; index++)
                        Add(start + index - segment.Min, default);
                }

                start += Math.Max(0, lim - segment.Min);
            }
        }

        private bool Add(int slot, ReadOnlyMemory<char> text)
        {
            if (_count == _values.Length)
            {
                Array.Resize(ref _values, Math.Max(4, 2 * _count));
                Array.Resize(ref _indices, _values.Length);
            }

            bool read = _parse(text, out _values[_count]);
            _indices[_count++] = slot;
            return read;
        }

        // More values than half the slots make a dense vector.
        private void Get(ref VBuffer<T> value)
        {
            bool dense = _count > _size / 2;
            var editor = VBufferEditor.Create(ref value, _size, dense ? _size : _count);
            if (!dense)
            {
                _values.AsSpan(0, _count).CopyTo(editor.Values);
                _indices.AsSpan(0, _count).CopyTo(editor.Indices);
            }
            else if (_count == _size)
            {
                for (int i = 0; i < _count; i++)
                    editor.Values[_indices[i]] = _values[i];
            }
            else
            {
                editor.Values.Clear();
                for (int i = 0; i < _count; i++)
                    editor.Values[_indices[i]] = _values[i];
            }

            value = editor.Commit();
        }
    }
}
