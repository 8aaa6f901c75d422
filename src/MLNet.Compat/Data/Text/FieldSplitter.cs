using System.Buffers;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>
/// Cuts a line into fields. Empty fields are left out, unless missing numbers are to become NaN; the index of a field says where it
/// stood. A sparse row is some plain fields, the last of them the number of sparse slots, then "index:value" fields.
/// </summary>
internal sealed class FieldSplitter
{
    private readonly TextFormat _format;
    private readonly int _lastNeeded;
    private readonly ParseReport _report;
    private readonly SearchValues<char> _separators;
    private readonly bool _spaceSeparates;
    private readonly StringBuilder _unquoted = new();

    // The field being read.
    private ReadOnlyMemory<char> _line;
    private ReadOnlyMemory<char> _text;
    private long _lineNumber;
    private int _position;
    private int _sparseIndex;
    private int _start;
    private bool _quotingError;

    /// <param name="format">How the line is cut.</param>
    /// <param name="limit">Fields from here on are not needed.</param>
    /// <param name="report">Where bad formats are reported; may be null.</param>
    public FieldSplitter(TextFormat format, int limit, ParseReport report)
    {
        _format = format;
        if (format.InputSize > 0)
            limit = Math.Min(limit, format.InputSize);
        _lastNeeded = limit - 1;
        _report = report;
        _separators = SearchValues.Create(format.Separators);
        _spaceSeparates = format.Separators.Contains(' ');
    }

    public int Count { get; private set; }

    public int[] Indices { get; private set; } = new int[8];

    public ReadOnlyMemory<char>[] Texts { get; private set; } = new ReadOnlyMemory<char>[8];

    /// <summary>Cuts a line, and returns the number of fields it has, or has up to the last that is needed.</summary>
    public int Split(ReadOnlyMemory<char> line, long lineNumber)
    {
        _line = line;
        _lineNumber = lineNumber;
        _position = 0;
        Count = 0;
        return _format.Sparse ? SplitSparse() : SplitDense();
    }

    /// <summary>The first field at <paramref name="index"/> or later.</summary>
    public int FirstAtLeast(int index)
    {
        int at = Array.BinarySearch(Indices, 0, Count, index);
        return at >= 0 ? at : ~at;
    }

    private int SplitDense()
    {
        for (int index = 0; ; index++)
        {
            bool more = Next();
            if (!_text.IsEmpty || _format.MissingRealsAsNaNs)
                Add(index);
            if (index >= _lastNeeded || !more)
                return index + 1;
        }
    }

    private int SplitSparse()
    {
        int inputSize = _format.InputSize;
        int needed = _lastNeeded;
        int index = 0;
        bool more;
        for (; ; index++)
        {
            more = Next();
            if (_sparseIndex >= 0)
                break;
            if (!_text.IsEmpty)
                Add(index);
            // One more than is needed, in case it is the number of sparse slots.
            if (index > needed || !more)
                return Math.Max(index + 1, inputSize);
        }

        int dense;
        int slots;
        if (inputSize == 0)
        {
            const string Hint = " dimensionality or ambiguous sparse item. Use sparse=- for non-sparse file, and/or quote the value.";
            if (Count == 0 || Indices[Count - 1] != index - 1)
            {
                Report("Missing" + Hint);
                return Math.Max(index, inputSize);
            }

            if (!int.TryParse(Texts[Count - 1].Span, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out slots) || slots <= 0)
            {
                Report("Bad" + Hint);
                return Math.Max(index, inputSize);
            }

            dense = Indices[--Count];
            slots = Math.Min(slots, TextSegment.End - dense - 1);
            inputSize = dense + slots;
            needed = Math.Min(needed, inputSize - 1);
        }
        else
        {
            dense = Count;
            slots = inputSize - Count;
        }

        for (int previous = -1; ;)
        {
            if (_sparseIndex > needed - dense)
            {
                if (_sparseIndex >= slots)
                {
                    Report("Sparse item index larger than expected. Is the specified size incorrect?");
                    break;
                }

                if (_sparseIndex > needed - dense + 1)
                    break;
            }

            if (previous >= _sparseIndex)
            {
                Report("Sparse indices out of order");
                break;
            }

            previous = _sparseIndex;
            if (!_text.IsEmpty)
                Add(dense + _sparseIndex);
            if (!more)
                break;
            more = Next();
            if (_sparseIndex < 0)
            {
                Report("Non-sparse formatted value follows sparse formatted value");
                break;
            }
        }

        return inputSize;
    }

    private void Add(int index)
    {
        if (Count == Indices.Length)
        {
            int[] indices = Indices;
            var texts = Texts;
            Array.Resize(ref indices, 2 * Count);
            Array.Resize(ref texts, 2 * Count);
            (Indices, Texts) = (indices, texts);
        }

        Texts[Count] = _text;
        Indices[Count++] = index;
    }

    /// <summary>Reads the next field; false when it is the last of its line.</summary>
    private bool Next()
    {
        var line = _line.Span;
        _quotingError = false;
        _sparseIndex = -1;
        _text = default;
        SkipSpaces(line);
        _start = _position;
        if (_format.Sparse && TryReadSparseIndex(line))
            SkipSpaces(line);
        if (_position >= line.Length)
            return false;

        if (_format.Quoting && line[_position] == '"')
        {
            ReadQuoted(line);
        }
        else
        {
            int length = line[_position..].IndexOfAny(_separators);
            if (length < 0)
                length = line.Length - _position;
            _text = _line.Slice(_position, length);
            _position += length;
        }

        if (_quotingError)
            Report("Illegal quoting");
        if (_position >= line.Length)
            return false;
        _position++;
        return true;
    }

    private void SkipSpaces(ReadOnlySpan<char> line)
    {
        while (!_spaceSeparates && _position < line.Length && line[_position] == ' ')
            _position++;
    }

    private bool TryReadSparseIndex(ReadOnlySpan<char> line)
    {
        int end = _position;
        int index = 0;
        while (end < line.Length && end < _position + 9 && char.IsAsciiDigit(line[end]))
            index = index * 10 + (line[end++] - '0');
        if (end == _position || end >= line.Length || line[end] != ':')
            return false;
        _sparseIndex = index;
        _position = end + 1;
        return true;
    }

    // A quote is escaped by the escape character before it, by default another quote.
    private void ReadQuoted(ReadOnlySpan<char> line)
    {
        _unquoted.Clear();
        _position++;
        bool closed = false;
        while (!closed && _position < line.Length)
        {
            char c = line[_position++];
            bool isLast = _position >= line.Length;
            if (c == _format.EscapeChar && !isLast && line[_position] == '"')
            {
                _unquoted.Append('"');
                _position++;
            }
            else if (c == '"')
            {
                closed = true;
            }
            else
            {
                _unquoted.Append(c);
                if (c == _format.EscapeChar && !isLast)
                    _unquoted.Append(line[_position++]);
            }
        }

        _quotingError = !closed;
        for (; _position < line.Length && !_separators.Contains(line[_position]); _position++)
            _quotingError |= line[_position] != ' ';
        if (!_quotingError)
            _text = _unquoted.ToString().AsMemory();
    }

    private void Report(string problem) => _report?.BadFormat(_lineNumber, _start + 1, _position + 1, problem);
}
