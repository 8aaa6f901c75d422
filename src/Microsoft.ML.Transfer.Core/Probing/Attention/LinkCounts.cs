namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// How often each head, in each direction, found the word at the other end of a link, and how often each fixed offset did. Sentences are in two halves, so that what was chosen on one
/// half can be scored on the other.
/// </summary>
internal sealed class LinkCounts
{
    private readonly int _finders;
    private readonly int _longestOffset;
    private readonly int[] _links;
    private readonly int[] _found;
    private readonly int[] _atOffset;

    /// <param name="kinds">The kinds of links.</param>
    /// <param name="finders">The heads of all layers, in both directions.</param>
    /// <param name="longestOffset">How far away an offset may lead.</param>
    public LinkCounts(int kinds, int finders, int longestOffset)
    {
        (_finders, _longestOffset) = (finders, longestOffset);
        (_links, _found, _atOffset) = (new int[2 * kinds], new int[2 * kinds * finders], new int[2 * kinds * Offsets]);
    }

    private int Offsets => 2 * _longestOffset + 1;

    /// <summary>How many links of a kind there are.</summary>
    public int Links(int kind) => _links[2 * kind] + _links[2 * kind + 1];

    /// <summary>How many of them a finder found.</summary>
    public int Found(int kind, int finder) => Of(kind, 0)[finder] + Of(kind, 1)[finder];

    /// <summary>The finder that is best on all sentences, and how many links are found by choosing the best on one half of the sentences and using it on the other.</summary>
    public (int Best, int Found) BestFinder(int kind) => Best(Of(kind, 0), Of(kind, 1));

    /// <summary>The same for fixed offsets.</summary>
    public (int Best, int Found) BestOffset(int kind)
    {
        var (best, found) = Best(AtOffset(kind, 0), AtOffset(kind, 1));
        return (best - _longestOffset, found);
    }

    /// <summary>Counts the links themselves, and what offsets find, of a sentence.</summary>
    public void AddLinks(int half, WordLink[] links, int words)
    {
        foreach (var link in links)
        {
            _links[2 * link.Kind + half]++;
            var offsets = AtOffset(link.Kind, half);
            for (var offset = -_longestOffset; offset <= _longestOffset; offset++)
            {
                // An offset that leads out of the sentence stops at its end.
                if (offset != 0 && Math.Clamp(link.From + offset, 0, words - 1) == link.To)
                    offsets[offset + _longestOffset]++;
            }
        }
    }

    /// <summary>Counts what a finder found.</summary>
    /// <param name="half">The half that the sentence is in.</param>
    /// <param name="links">The links of the sentence.</param>
    /// <param name="finder">The finder.</param>
    /// <param name="found">For each word the word that it found.</param>
    public void AddFound(int half, WordLink[] links, int finder, ReadOnlySpan<int> found)
    {
        foreach (var link in links)
        {
            if (found[link.From] == link.To)
                Of(link.Kind, half)[finder]++;
        }
    }

    /// <summary>Adds the counts of other sentences. Sums of integers: the order does not matter.</summary>
    public void Add(LinkCounts other)
    {
        Add(other._links, _links);
        Add(other._found, _found);
        Add(other._atOffset, _atOffset);
    }

    private static void Add(int[] from, int[] to)
    {
        for (var i = 0; i < to.Length; i++)
            to[i] += from[i];
    }

    private static (int Best, int Found) Best(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        var (bestOfFirst, bestOfSecond, best) = (0, 0, 0);
        for (var i = 1; i < first.Length; i++)
        {
            if (first[i] > first[bestOfFirst])
                bestOfFirst = i;
            if (second[i] > second[bestOfSecond])
                bestOfSecond = i;
            if (first[i] + second[i] > first[best] + second[best])
                best = i;
        }
        return (best, second[bestOfFirst] + first[bestOfSecond]);
    }

    private Span<int> Of(int kind, int half) => _found.AsSpan((2 * kind + half) * _finders, _finders);

    private Span<int> AtOffset(int kind, int half) => _atOffset.AsSpan((2 * kind + half) * Offsets, Offsets);
}
