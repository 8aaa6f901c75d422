namespace Microsoft.ML.Transfer.Batching;

/// <summary>Packs sequences into a <see cref="TokenBatch"/>.</summary>
public sealed class TokenBatchBuilder
{
    private readonly List<int> _ids = [];
    private readonly List<int> _typeIds = [];
    private readonly List<int> _positions = [];
    private readonly List<int> _offsets = [0];

    /// <summary>How many tokens have been added.</summary>
    public int TokenCount => _ids.Count;

    /// <summary>Appends a sequence whose tokens stand at positions 0, 1, 2, …</summary>
    /// <param name="ids">The token ids.</param>
    /// <param name="typeIds">Which text each token belongs to; empty when all belong to the first.</param>
    /// <exception cref="ArgumentException">There are type ids, but not one for each token.</exception>
    public TokenBatchBuilder Add(ReadOnlySpan<int> ids, ReadOnlySpan<int> typeIds = default)
    {
        Append(ids, typeIds);
        for (var i = 0; i < ids.Length; i++)
            _positions.Add(i);
        return this;
    }

    /// <summary>Appends a sequence with positions of its own, as when tokens were left out of the middle.</summary>
    /// <param name="ids">The token ids.</param>
    /// <param name="typeIds">Which text each token belongs to; empty when all belong to the first.</param>
    /// <param name="positions">The position of each token, from 0.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public TokenBatchBuilder Add(ReadOnlySpan<int> ids, ReadOnlySpan<int> typeIds, ReadOnlySpan<int> positions)
    {
        if (positions.Length != ids.Length)
            throw new ArgumentException($"Expected a position for each of the {ids.Length} tokens; got {positions.Length}.", nameof(positions));
        Append(ids, typeIds);
        _positions.AddRange(positions);
        return this;
    }

    /// <summary>The batch of everything added so far.</summary>
    public TokenBatch Build() => new([.. _ids], [.. _typeIds], [.. _positions], [.. _offsets]);

    private void Append(ReadOnlySpan<int> ids, ReadOnlySpan<int> typeIds)
    {
        if (!typeIds.IsEmpty && typeIds.Length != ids.Length)
            throw new ArgumentException($"Expected a type id for each of the {ids.Length} tokens, or none; got {typeIds.Length}.", nameof(typeIds));
        _ids.AddRange(ids);
        _typeIds.AddRange(typeIds.IsEmpty ? new int[ids.Length] : typeIds);
        _offsets.Add(_ids.Count);
    }
}
