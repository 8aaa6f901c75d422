namespace Microsoft.ML.Transfer.Batching;

/// <summary>Packs sequences into a <see cref="TokenBatch"/>.</summary>
public sealed class TokenBatchBuilder
{
    private readonly List<int> _ids = [];
    private readonly List<int> _typeIds = [];
    private readonly List<int> _positions = [];
    private readonly List<int> _visible = [];
    private readonly List<int> _offsets = [0];

    /// <summary>How many tokens have been added.</summary>
    public int TokenCount => _ids.Count;

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
        for (var i = 0; i < ids.Length; i++)
        {
            _ids.Add(ids[i]);
            _typeIds.Add(typeIds.IsEmpty ? 0 : typeIds[i]);
            _positions.Add(positions.IsEmpty ? i : positions[i]);
            _visible.Add(visible.IsEmpty || visible[i] != 0 ? 1 : 0);
        }
        _offsets.Add(_ids.Count);
        return this;
    }

    /// <summary>The batch of everything added so far.</summary>
    public TokenBatch Build() => new([.. _ids], [.. _typeIds], [.. _positions], _visible.Contains(0) ? [.. _visible] : [], [.. _offsets]);

    private static void CheckLength(ReadOnlySpan<int> ids, ReadOnlySpan<int> values, string name)
    {
        if (!values.IsEmpty && values.Length != ids.Length)
            throw new ArgumentException($"Expected one for each of the {ids.Length} tokens, or none; got {values.Length}.", name);
    }
}
