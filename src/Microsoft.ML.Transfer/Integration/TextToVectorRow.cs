using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>
/// A view of a row that its owner moves, as a prediction engine does: the vector is computed for the row's present text, once for each
/// position. A row belongs to one thread, as ML.NET's rows do.
/// </summary>
internal sealed class TextToVectorRow : DataViewRow
{
    private readonly IExceptionContext _context;
    private readonly TextToVectorBinding _binding;
    private readonly ITextEncoder _encoder;
    private readonly DataViewRow _input;
    private readonly bool[] _active;
    private readonly ValueGetter<ReadOnlyMemory<char>>[] _getTexts;
    private readonly ReadOnlyMemory<char>[] _texts;
    private float[]? _vector;
    private long _vectorPosition;

    /// <summary>A view of <paramref name="input"/>, which it owns.</summary>
    public TextToVectorRow(IExceptionContext context, TextToVectorBinding binding, ITextEncoder encoder, DataViewRow input, bool[] active)
    {
        _context = context;
        _binding = binding;
        _encoder = encoder;
        _input = input;
        _active = active;
        _getTexts = binding.AddsAny(active) ? [.. binding.Sources.Select(source => input.GetGetter<ReadOnlyMemory<char>>(input.Schema[source.Index]))] : [];
        _texts = new ReadOnlyMemory<char>[_getTexts.Length];
    }

    /// <inheritdoc/>
    public override DataViewSchema Schema => _binding.Output;

    /// <inheritdoc/>
    public override long Position => _input.Position;

    /// <inheritdoc/>
    public override long Batch => _input.Batch;

    /// <inheritdoc/>
    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    /// <inheritdoc/>
    public override bool IsColumnActive(DataViewSchema.Column column) =>
        _binding.AddedAt(column.Index) is null ? _input.IsColumnActive(_input.Schema[column.Index]) : _active[column.Index];

    /// <inheritdoc/>
    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (_binding.AddedAt(column.Index) is not { } added)
            return _input.GetGetter<TValue>(_input.Schema[column.Index]);
        if (!_active[column.Index])
            throw SchemaErrors.InactiveColumn(_context, column);
        var getter = added.GetterOf(Vector);
        return getter as ValueGetter<TValue> ?? throw SchemaErrors.WrongGetter(_context, typeof(TValue), getter.GetType().GetGenericArguments()[0]);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _input.Dispose();
        base.Dispose(disposing);
    }

    private float[] Vector()
    {
        if (_vector is null || _vectorPosition != _input.Position)
        {
            for (var i = 0; i < _texts.Length; i++)
                _getTexts[i](ref _texts[i]);
            _vector = _encoder.EncodeOne(_texts);
            _vectorPosition = _input.Position;
        }
        return _vector;
    }
}
