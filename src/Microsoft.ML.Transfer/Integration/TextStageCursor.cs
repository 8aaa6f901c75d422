using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>
/// Reads its input some rows ahead, so that their texts are encoded together, and hands the rows out one by one in the input's order, each
/// with the input's id and batch number. A fill is encoded when the first of its results is asked for: rows that a later stage drops
/// unseen cost nothing.
/// </summary>
/// <typeparam name="TResult">What is computed for a row.</typeparam>
internal sealed class TextStageCursor<TResult> : DataViewRowCursor
    where TResult : class
{
    // Fills start small and double: who takes ten rows of a view does not wait for five hundred.
    private const int FirstFill = 16;
    private const int LargestFill = 512;

    private readonly IExceptionContext _context;
    private readonly TextStageBinding<TResult> _binding;
    private readonly ITextEncoder<TResult> _encoder;
    private readonly DataViewRowCursor _input;
    private readonly ValueGetter<DataViewRowId> _inputId;
    private readonly ColumnBuffer?[] _columns;
    private readonly bool[] _active;
    private readonly ColumnBuffer[] _sources;
    private readonly SourceTexts _texts;
    private readonly DataViewRowId[] _ids = new DataViewRowId[LargestFill];
    private readonly long[] _batches = new long[LargestFill];
    private readonly TResult?[] _results = new TResult?[LargestFill];
    private int _rowsPerFill = FirstFill;
    private int _count;
    private int _slot = -1;
    private bool _encoded;
    private bool _inputEnded;
    private bool _ended;
    private long _position = -1;

    /// <summary>A cursor over <paramref name="input"/>, which it owns, with an added column active.</summary>
    public TextStageCursor(IExceptionContext context, TextStageBinding<TResult> binding, ITextEncoder<TResult> encoder, DataViewRowCursor input, bool[] active)
    {
        _context = context;
        _binding = binding;
        _encoder = encoder;
        _input = input;
        _inputId = input.GetIdGetter();
        _columns = new ColumnBuffer?[binding.Input.Count];
        _active = active;
        _sources = [.. binding.Sources.Select(source => ColumnBuffer.Create(input, input.Schema[source.Index]))];
        _texts = new SourceTexts(_sources.Length);
        for (var i = 0; i < _columns.Length; i++)
        {
            var source = binding.Sources.Select(column => column.Index).ToList().IndexOf(i);
            if (active[i])
                _columns[i] = source >= 0 ? _sources[source] : ColumnBuffer.Create(input, input.Schema[i]);
        }
    }

    /// <inheritdoc/>
    public override DataViewSchema Schema => _binding.Output;

    /// <inheritdoc/>
    public override long Position => _position;

    /// <inheritdoc/>
    public override long Batch => _slot >= 0 ? _batches[_slot] : 0;

    /// <inheritdoc/>
    public override bool MoveNext()
    {
        if (_ended)
            return false;
        if (++_slot == _count && !Fill())
        {
            // As ML.NET's own cursors do: at the end there is no row, and what is held is let go.
            Dispose();
            return false;
        }
        _position++;
        return true;
    }

    /// <inheritdoc/>
    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _ids[Slot()];

    /// <inheritdoc/>
    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    /// <inheritdoc/>
    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw SchemaErrors.InactiveColumn(_context, column);
        var getter = _binding.AddedAt(column.Index) is { } added ? added.GetterOf(Result) : _columns[column.Index]!.GetterOf(Slot);
        return getter as ValueGetter<TValue> ?? throw SchemaErrors.WrongGetter(_context, typeof(TValue), getter.GetType().GetGenericArguments()[0]);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_ended)
            return;
        _ended = true;
        _slot = -1;
        _position = -1;
        _count = 0;
        if (disposing)
            _input.Dispose();
        base.Dispose(disposing);
    }

    private bool Fill()
    {
        _encoded = false;
        _slot = 0;
        var characters = 0L;
        for (_count = 0; _count < _rowsPerFill && characters < _encoder.CharactersPerFill && MoveInput(); _count++)
        {
            foreach (var source in _sources)
            {
                source.Read(_count);
                characters += Length(source, _count);
            }
            foreach (var column in _columns)
            {
                if (!_sources.Contains(column))
                    column?.Read(_count);
            }
            _inputId(ref _ids[_count]);
            _batches[_count] = _input.Batch;
        }
        _rowsPerFill = Math.Min(2 * _rowsPerFill, LargestFill);
        return _count > 0;
    }

    private bool MoveInput()
    {
        _inputEnded = _inputEnded || !_input.MoveNext();
        return !_inputEnded;
    }

    private int Slot() => _slot >= 0 && _slot < _count ? _slot : throw SchemaErrors.NotOnRow(_context);

    private TResult Result()
    {
        var slot = Slot();
        if (!_encoded)
        {
            var results = _results.AsSpan(0, _count);
            results.Clear();
            _encoder.Encode(Texts(), results);
            _encoded = true;
        }
        return _results[slot]!;
    }

    /// <summary>The texts of the fill, row by row.</summary>
    private RowTexts Texts()
    {
        // The common case is handed on as it lies there.
        if (_sources is [ColumnBuffer.Scalars<ReadOnlyMemory<char>> only])
            return new RowTexts(only.First(_count), sources: 1);
        _texts.Clear();
        for (var slot = 0; slot < _count; slot++)
        {
            foreach (var source in _sources)
            {
                if (source is ColumnBuffer.Vectors<ReadOnlyMemory<char>> vectors)
                    _texts.Add(vectors[slot]);
                else
                    _texts.Add(((ColumnBuffer.Scalars<ReadOnlyMemory<char>>)source)[slot]);
            }
        }
        return _texts.Rows;
    }

    private static long Length(ColumnBuffer source, int slot)
    {
        if (source is ColumnBuffer.Scalars<ReadOnlyMemory<char>> texts)
            return texts[slot].Length;
        var length = 0L;
        foreach (var text in ((ColumnBuffer.Vectors<ReadOnlyMemory<char>>)source)[slot].GetValues())
            length += text.Length + 1;
        return length;
    }
}
