using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>
/// Reads its input some rows ahead, so that their texts are encoded together, and hands the rows out one by one in the input's order, each
/// with the input's id and batch number. A fill is encoded when the first of its vectors is asked for: rows that a later stage drops
/// unseen cost nothing.
/// </summary>
internal sealed class TextToVectorCursor : DataViewRowCursor
{
    // Fills start small and double: who takes ten rows of a view does not wait for five hundred.
    private const int FirstFill = 16;
    private const int LargestFill = 512;

    private readonly IExceptionContext _context;
    private readonly TextToVectorBinding _binding;
    private readonly ITextEncoder _encoder;
    private readonly DataViewRowCursor _input;
    private readonly ValueGetter<DataViewRowId> _inputId;
    private readonly ColumnBuffer?[] _columns;
    private readonly bool[] _active;
    private readonly ColumnBuffer.Scalars<ReadOnlyMemory<char>>[] _texts;
    private readonly DataViewRowId[] _ids = new DataViewRowId[LargestFill];
    private readonly long[] _batches = new long[LargestFill];
    private readonly float[]?[] _vectors = new float[LargestFill][];
    private int _rowsPerFill = FirstFill;
    private int _count;
    private int _slot = -1;
    private bool _encoded;
    private bool _inputEnded;
    private bool _ended;
    private long _position = -1;

    /// <summary>A cursor over <paramref name="input"/>, which it owns, with an added column active.</summary>
    public TextToVectorCursor(IExceptionContext context, TextToVectorBinding binding, ITextEncoder encoder, DataViewRowCursor input, bool[] active)
    {
        _context = context;
        _binding = binding;
        _encoder = encoder;
        _input = input;
        _inputId = input.GetIdGetter();
        _columns = new ColumnBuffer?[binding.Input.Count];
        _active = active;
        _texts = [.. binding.Sources.Select(source => new ColumnBuffer.Scalars<ReadOnlyMemory<char>>(input, input.Schema[source.Index]))];
        for (var i = 0; i < _columns.Length; i++)
        {
            var source = binding.Sources.Select(column => column.Index).ToList().IndexOf(i);
            if (active[i])
                _columns[i] = source >= 0 ? _texts[source] : ColumnBuffer.Create(input, input.Schema[i]);
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
        var getter = _binding.AddedAt(column.Index) is { } added ? added.GetterOf(Vector) : _columns[column.Index]!.GetterOf(Slot);
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
            foreach (var texts in _texts)
            {
                texts.Read(_count);
                characters += texts[_count].Length;
            }
            foreach (var column in _columns)
            {
                if (!_texts.Contains(column))
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

    private float[] Vector()
    {
        var slot = Slot();
        if (!_encoded)
        {
            var vectors = _vectors.AsSpan(0, _count);
            vectors.Clear();
            _encoder.Encode(Texts(), vectors);
            _encoded = true;
        }
        return _vectors[slot]!;
    }

    /// <summary>The texts of the fill, row by row.</summary>
    private ReadOnlySpan<ReadOnlyMemory<char>> Texts()
    {
        if (_texts.Length == 1)
            return _texts[0].First(_count);
        var texts = new ReadOnlyMemory<char>[_count * _texts.Length];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = _texts[i % _texts.Length][i / _texts.Length];
        return texts;
    }
}
