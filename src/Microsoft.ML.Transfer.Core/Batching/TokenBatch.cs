namespace Microsoft.ML.Transfer.Batching;

/// <summary>
/// Token ids of several sequences, packed: all tokens in one list, and the offsets at which each sequence begins. There is no padding.
/// Immutable.
/// </summary>
public sealed class TokenBatch
{
    private ReadOnlyMemory<int> _ids;
    private ReadOnlyMemory<int> _typeIds;
    private ReadOnlyMemory<int> _positions;
    private ReadOnlyMemory<int> _visible;
    private ReadOnlyMemory<int> _offsets;

    internal TokenBatch(ReadOnlyMemory<int> ids, ReadOnlyMemory<int> typeIds, ReadOnlyMemory<int> positions, ReadOnlyMemory<int> visible, ReadOnlyMemory<int> offsets) =>
        Show(ids, typeIds, positions, visible, offsets);

    /// <summary>The number of sequences.</summary>
    public int SequenceCount => _offsets.Length - 1;

    /// <summary>The number of tokens of all sequences together.</summary>
    public int TokenCount => _ids.Length;

    /// <summary>The token ids. <i>Shape:</i> [tokens].</summary>
    public ReadOnlySpan<int> Ids => _ids.Span;

    /// <summary>Which text of a pair each token belongs to, from 0. <i>Shape:</i> [tokens].</summary>
    public ReadOnlySpan<int> TypeIds => _typeIds.Span;

    /// <summary>The position of each token in its sequence, from 0. <i>Shape:</i> [tokens].</summary>
    public ReadOnlySpan<int> Positions => _positions.Span;

    /// <summary>
    /// 0 for each token that none attends to, such as the padding of a batch that was made for another engine. <i>Shape:</i> [tokens], or
    /// empty when all are visible, as a rule.
    /// </summary>
    public ReadOnlySpan<int> Visible => _visible.Span;

    /// <summary>Sequence i is the tokens Offsets[i] to Offsets[i + 1]. <i>Shape:</i> [sequences + 1].</summary>
    public ReadOnlySpan<int> Offsets => _offsets.Span;

    /// <summary>Makes this another batch: for an owner who lets nobody keep it.</summary>
    internal void Show(ReadOnlyMemory<int> ids, ReadOnlyMemory<int> typeIds, ReadOnlyMemory<int> positions, ReadOnlyMemory<int> visible, ReadOnlyMemory<int> offsets) =>
        (_ids, _typeIds, _positions, _visible, _offsets) = (ids, typeIds, positions, visible, offsets);
}
