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
    private readonly ValueGetter<ReadOnlyMemory<char>>? _getText;
    private ReadOnlyMemory<char> _text;
    private float[]? _vector;
    private long _vectorPosition;

    /// <summary>A view of <paramref name="input"/>, which it owns.</summary>
    public TextToVectorRow(IExceptionContext context, TextToVectorBinding binding, ITextEncoder encoder, DataViewRow input, bool active)
    {
        _context = context;
        _binding = binding;
        _encoder = encoder;
        _input = input;
        if (active)
            _getText = input.GetGetter<ReadOnlyMemory<char>>(input.Schema[binding.Source.Index]);
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
        column.Index == _binding.Added ? _getText is not null : _input.IsColumnActive(_input.Schema[column.Index]);

    /// <inheritdoc/>
    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (column.Index != _binding.Added)
            return _input.GetGetter<TValue>(_input.Schema[column.Index]);
        if (_getText is null)
            throw SchemaErrors.InactiveColumn(_context, column);
        return (ValueGetter<VBuffer<float>>)CopyVector as ValueGetter<TValue>
            ?? throw SchemaErrors.WrongGetter(_context, typeof(TValue), typeof(VBuffer<float>));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _input.Dispose();
        base.Dispose(disposing);
    }

    private void CopyVector(ref VBuffer<float> value)
    {
        if (_vector is null || _vectorPosition != _input.Position)
        {
            _getText!(ref _text);
            _vector = _encoder.EncodeOne(_text);
            _vectorPosition = _input.Position;
        }
        VectorValue.Copy(_vector, ref value);
    }
}
