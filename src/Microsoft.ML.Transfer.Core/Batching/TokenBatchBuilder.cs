namespace Microsoft.ML.Transfer.Batching;

/// <summary>Packs sequences into a <see cref="TokenBatch"/>.</summary>
public sealed class TokenBatchBuilder
{
    private readonly TokenBatch _view = new(default, default, default, default, default);
    private int[] _ids = [];
    private int[] _typeIds = [];
    private int[] _positions = [];
    private int[] _visible = [];
    private int[] _offsets = new int[1];
    private int _sequences;
    private bool _hidesAny;

    /// <summary>How many tokens have been added.</summary>
    public int TokenCount { get; private set; }

    /// <summary>Appends a sequence.</summary>
    /// <param name="ids">The token ids.</param>
    /// <param name="typeIds">Which text each token belongs to; empty when all belong to the first.</param>
    /// <param name="positions">The position of each token, from 0; empty for 0, 1, 2, …</param>
    /// <param name="visible">0 for the tokens that none attends to; empty when all are visible.</param>
    /// <exception cref="ArgumentException">A list is neither empty nor as long as <paramref name="ids"/>.</exception>
    public TokenBatchBuilder Add(ReadOnlySpan<int> ids, ReadOnlySpan<int> typeIds = default, ReadOnlySpan<int> positions = default, ReadOnlySpan<int> visible = default)
    {
        CheckLength(ids, typeIds, nameof(typeIds));
        CheckLength(ids, positions, nameof(positions));
        CheckLength(ids, visible, nameof(visible));
        Reserve(TokenCount + ids.Length);
        for (var i = 0; i < ids.Length; i++)
        {
            var at = TokenCount + i;
            _ids[at] = ids[i];
            _typeIds[at] = typeIds.IsEmpty ? 0 : typeIds[i];
            _positions[at] = positions.IsEmpty ? i : positions[i];
            _visible[at] = visible.IsEmpty || visible[i] != 0 ? 1 : 0;
        }
        _hidesAny |= visible.Contains(0);
        TokenCount += ids.Length;
        _sequences++;
        if (_sequences == _offsets.Length)
            Array.Resize(ref _offsets, 2 * _offsets.Length);
        _offsets[_sequences] = TokenCount;
        return this;
    }

    /// <summary>The batch of everything added so far.</summary>
    public TokenBatch Build() => new(
        _ids[..TokenCount], _typeIds[..TokenCount], _positions[..TokenCount], _hidesAny ? _visible[..TokenCount] : default(ReadOnlyMemory<int>), _offsets[..(_sequences + 1)]);

    /// <summary>The batch of everything added so far, in the memory of this object: valid until a sequence is added or all are removed.</summary>
    internal TokenBatch View()
    {
        _view.Show(
            _ids.AsMemory(0, TokenCount), _typeIds.AsMemory(0, TokenCount), _positions.AsMemory(0, TokenCount), _visible.AsMemory(0, _hidesAny ? TokenCount : 0), _offsets.AsMemory(0, _sequences + 1));
        return _view;
    }

    /// <summary>Removes all sequences; their memory is kept for others.</summary>
    internal void Clear()
    {
        TokenCount = 0;
        _sequences = 0;
        _hidesAny = false;
    }

    private static void CheckLength(ReadOnlySpan<int> ids, ReadOnlySpan<int> values, string name)
    {
        if (!values.IsEmpty && values.Length != ids.Length)
            throw new ArgumentException($"Expected one for each of the {ids.Length} tokens, or none; got {values.Length}.", name);
    }

    private void Reserve(int tokens)
    {
        if (tokens <= _ids.Length)
            return;
        var size = Math.Max(tokens, 2 * _ids.Length);
        Array.Resize(ref _ids, size);
        Array.Resize(ref _typeIds, size);
        Array.Resize(ref _positions, size);
        Array.Resize(ref _visible, size);
    }
}
