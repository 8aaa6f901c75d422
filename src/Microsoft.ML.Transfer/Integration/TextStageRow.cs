using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>
/// A view of a row that its owner moves, as a prediction engine does: the result is computed for the row's present texts, once for each
/// position. A row belongs to one thread, as ML.NET's rows do.
/// </summary>
/// <typeparam name="TResult">What is computed for a row.</typeparam>
internal sealed class TextStageRow<TResult> : DataViewRow
    where TResult : class
{
    private readonly IExceptionContext _context;
    private readonly TextStageBinding<TResult> _binding;
    private readonly ITextEncoder<TResult> _encoder;
    private readonly DataViewRow _input;
    private readonly bool[] _active;
    private readonly Action[] _readSources;
    private readonly SourceTexts _texts;
    private TResult? _result;
    private long _resultPosition;

    /// <summary>A view of <paramref name="input"/>, which it owns.</summary>
    public TextStageRow(IExceptionContext context, TextStageBinding<TResult> binding, ITextEncoder<TResult> encoder, DataViewRow input, bool[] active)
    {
        _context = context;
        _binding = binding;
        _encoder = encoder;
        _input = input;
        _active = active;
        _texts = new SourceTexts(binding.Sources.Length);
        _readSources = binding.AddsAny(active) ? [.. binding.Sources.Select(source => Reader(input, input.Schema[source.Index], _texts))] : [];
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
        var getter = added.GetterOf(Result);
        return getter as ValueGetter<TValue> ?? throw SchemaErrors.WrongGetter(_context, typeof(TValue), getter.GetType().GetGenericArguments()[0]);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _input.Dispose();
        base.Dispose(disposing);
    }

    private TResult Result()
    {
        if (_result is null || _resultPosition != _input.Position)
        {
            _texts.Clear();
            foreach (var read in _readSources)
                read();
            _result = _encoder.EncodeOne(_texts.Rows);
            _resultPosition = _input.Position;
        }
        return _result;
    }

    private static Action Reader(DataViewRow input, DataViewSchema.Column source, SourceTexts texts)
    {
        if (TextSource.IsVector(source))
        {
            var getVector = input.GetGetter<VBuffer<ReadOnlyMemory<char>>>(source);
            VBuffer<ReadOnlyMemory<char>> vector = default;
            return () =>
            {
                getVector(ref vector);
                texts.Add(vector);
            };
        }
        var getText = input.GetGetter<ReadOnlyMemory<char>>(source);
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            getText(ref text);
            texts.Add(text);
        };
    }
}
