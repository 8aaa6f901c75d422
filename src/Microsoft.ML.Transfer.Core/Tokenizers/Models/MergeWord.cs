using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The symbols of one word while pairs are merged: always the pair of the lowest rank, of equals the leftmost. One for each thread.</summary>
internal sealed class MergeWord
{
    // Up to here looking through all pairs is faster than a queue.
    private const int ShortWord = 48;

    [ThreadStatic]
    private static MergeWord? _current;

    private readonly PriorityQueue<(int Position, int Left, int Right), (int Rank, int Position)> _queue = new();
    private Symbol[] _symbols = new Symbol[64];

    public static MergeWord Current => _current ??= new MergeWord();

    public int Count { get; private set; }

    public ReadOnlySpan<Symbol> Symbols => _symbols.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(int id, int start, int end)
    {
        if (Count == _symbols.Length)
            Array.Resize(ref _symbols, 2 * Count);
        _symbols[Count++] = new Symbol(id, start, end);
    }

    public void Merge(MergeTable merges)
    {
        if (Count <= ShortWord)
            MergeByScan(merges);
        else
            MergeByQueue(merges);
    }

    private void MergeByScan(MergeTable merges)
    {
        Span<int> ranks = stackalloc int[ShortWord];
        Span<int> targets = stackalloc int[ShortWord];
        for (var i = 0; i + 1 < Count; i++)
            ranks[i] = merges.Rank(_symbols[i].Id, _symbols[i + 1].Id, out targets[i]);
        while (Count > 1)
        {
            var (best, rank) = (0, int.MaxValue);
            for (var i = 0; i + 1 < Count; i++)
            {
                if (ranks[i] < rank)
                    (best, rank) = (i, ranks[i]);
            }
            if (rank == int.MaxValue)
                return;
            _symbols[best] = new Symbol(targets[best], _symbols[best].Start, _symbols[best + 1].End);
            Array.Copy(_symbols, best + 2, _symbols, best + 1, Count - best - 2);
            ranks[(best + 2)..Count].CopyTo(ranks[(best + 1)..]);
            targets[(best + 2)..Count].CopyTo(targets[(best + 1)..]);
            Count--;
            if (best + 1 < Count)
                ranks[best] = merges.Rank(_symbols[best].Id, _symbols[best + 1].Id, out targets[best]);
            if (best > 0)
                ranks[best - 1] = merges.Rank(_symbols[best - 1].Id, _symbols[best].Id, out targets[best - 1]);
        }
    }

    private void MergeByQueue(MergeTable merges)
    {
        // Symbols stay where they are and are linked; merged ones lose their id.
        var next = new int[Count];
        var previous = new int[Count];
        for (var i = 0; i < Count; i++)
            (next[i], previous[i]) = (i + 1 < Count ? i + 1 : -1, i - 1);
        _queue.Clear();
        for (var i = 0; i + 1 < Count; i++)
            Enqueue(merges, i, i + 1);
        while (_queue.TryDequeue(out var pair, out _))
        {
            var left = pair.Position;
            var right = _symbols[left].Id == pair.Left ? next[left] : -1;
            if (right < 0 || _symbols[right].Id != pair.Right)
                continue;
            merges.Rank(pair.Left, pair.Right, out var merged);
            _symbols[left] = new Symbol(merged, _symbols[left].Start, _symbols[right].End);
            _symbols[right] = new Symbol(-1, 0, 0);
            next[left] = next[right];
            if (next[left] >= 0)
            {
                previous[next[left]] = left;
                Enqueue(merges, left, next[left]);
            }
            if (previous[left] >= 0)
                Enqueue(merges, previous[left], left);
        }
        var count = 0;
        for (var i = 0; i >= 0; i = next[i])
            _symbols[count++] = _symbols[i];
        Count = count;
    }

    private void Enqueue(MergeTable merges, int left, int right)
    {
        var rank = merges.Rank(_symbols[left].Id, _symbols[right].Id, out _);
        if (rank < int.MaxValue)
            _queue.Enqueue((left, _symbols[left].Id, _symbols[right].Id), (rank, left));
    }

    /// <summary>A token of the word and where it stands, in UTF-16 units; the bytes of one character share its place.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Symbol(int Id, int Start, int End);
}
