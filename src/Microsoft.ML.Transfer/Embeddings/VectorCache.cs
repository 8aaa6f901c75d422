namespace Microsoft.ML.Transfer;

/// <summary>
/// The vectors of texts seen before, within a budget of bytes, shared by all cursors and threads of a transformer. A trainer that passes
/// over its data many times, or the folds of a cross-validation, thus encode each text once.
/// </summary>
/// <remarks>
/// <para>A text that one thread is encoding is never encoded by a second: the second waits for the first. It does so only after it has
/// encoded and published all the texts that it owns itself, so no circle of waiting threads can form. When an owner fails, those who
/// waited for it find the text free again and one of them becomes its owner.</para>
/// <para>Beyond the budget a vector chosen at random makes room. A trainer scans its rows in the same order pass after pass; least
/// recently used would then throw out exactly the rows that come next and never give a hit, however little the budget falls short.
/// With random replacement the hits fall off gently, and the cache still follows the data when it changes.</para>
/// </remarks>
internal sealed class VectorCache
{
    // What an entry costs beside its characters and floats: 22 + 24 bytes of headers of the string and the array, 48 of the entry, and up
    // to 72 for its places in the dictionary and the list, which grow by doubling; rounded up.
    private const int EntryOverhead = 192;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Entry>.AlternateLookup<ReadOnlySpan<char>> _entryByText;
    private readonly List<Entry> _resident = [];
    private readonly Random _random = new(0);
    private long _bytes;

    /// <summary>A cache that holds at most <paramref name="budget"/> bytes; 0 holds nothing, but texts in work are still shared.</summary>
    public VectorCache(long budget)
    {
        Budget = budget;
        _entryByText = _entries.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Encodes distinct texts that no other thread is encoding, one vector for each.</summary>
    public delegate float[][] EncodeTexts(string[] texts);

    /// <summary>The most bytes that are held.</summary>
    public long Budget { get; }

    /// <summary>The bytes held now.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    /// <summary>The number of vectors held now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _resident.Count;
        }
    }

    /// <summary>Fills <paramref name="vectors"/> with the vector of each text, calling <paramref name="encode"/> only for new ones.</summary>
    /// <returns>How many texts this call encoded.</returns>
    /// <exception cref="OperationCanceledException">Cancelled while waiting for another thread.</exception>
    public int GetOrEncode(ReadOnlySpan<ReadOnlyMemory<char>> texts, Span<float[]?> vectors, EncodeTexts encode, CancellationToken cancellationToken)
    {
        vectors.Clear();
        var encoded = 0;
        while (true)
        {
            var work = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var (owned, awaited) = Claim(texts, vectors, work.Task);
            if (owned.Count > 0)
                EncodeOwned(owned, work, encode);
            encoded += owned.Count;

            var abandoned = false;
            foreach (var (index, entry, published) in awaited)
            {
                published.Wait(cancellationToken);
                vectors[index] = entry.Vector;
                abandoned |= entry.Vector is null;
            }
            if (!abandoned)
                return encoded;
        }
    }

    /// <summary>The vector of a text if it is held.</summary>
    public float[]? Find(ReadOnlySpan<char> text)
    {
        lock (_gate)
            return _entryByText.TryGetValue(text, out var entry) ? entry.Vector : null;
    }

    /// <summary>Lets go of all vectors held. Texts in work are not touched.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach (var entry in _resident)
                _entries.Remove(entry.Text);
            _resident.Clear();
            _resident.TrimExcess();
            _bytes = 0;
        }
    }

    // Sorts the texts that have no vector yet into those held (done), those new to the cache (owned by this call from here on), and those
    // whose vector will come, be it from this call (its own new texts, repeats among them) or from another thread.
    private (List<Entry> Owned, List<(int Index, Entry Entry, Task Published)> Awaited) Claim(
        ReadOnlySpan<ReadOnlyMemory<char>> texts, Span<float[]?> vectors, Task work)
    {
        List<Entry> owned = [];
        List<(int, Entry, Task)> awaited = [];
        lock (_gate)
        {
            for (var i = 0; i < texts.Length; i++)
            {
                if (vectors[i] is not null)
                    continue;
                if (!_entryByText.TryGetValue(texts[i].Span, out var entry))
                {
                    entry = new Entry(texts[i].ToString(), work);
                    _entries.Add(entry.Text, entry);
                    owned.Add(entry);
                }
                if (entry.Work is { } published)
                    awaited.Add((i, entry, published));
                else
                    vectors[i] = entry.Vector;
            }
        }
        return (owned, awaited);
    }

    private void EncodeOwned(List<Entry> owned, TaskCompletionSource work, EncodeTexts encode)
    {
        float[][]? encoded = null;
        try
        {
            encoded = encode([.. owned.Select(e => e.Text)]);
        }
        finally
        {
            lock (_gate)
            {
                for (var i = 0; i < owned.Count; i++)
                {
                    owned[i].Vector = encoded?[i];
                    owned[i].Work = null;
                    if (encoded is null || !TryHold(owned[i]))
                        _entries.Remove(owned[i].Text);
                }
            }
            work.SetResult();
        }
    }

    private bool TryHold(Entry entry)
    {
        var cost = Cost(entry);
        if (cost > Budget)
            return false;
        while (_bytes + cost > Budget)
            EvictAny();
        entry.Place = _resident.Count;
        _resident.Add(entry);
        _bytes += cost;
        return true;
    }

    private void EvictAny()
    {
        var place = _random.Next(_resident.Count);
        var evicted = _resident[place];
        var last = _resident[^1];
        _resident[place] = last;
        last.Place = place;
        _resident.RemoveAt(_resident.Count - 1);
        _entries.Remove(evicted.Text);
        _bytes -= Cost(evicted);
    }

    private static long Cost(Entry entry) => EntryOverhead + ((long)sizeof(char) * entry.Text.Length) + ((long)sizeof(float) * entry.Vector!.Length);

    private sealed class Entry(string text, Task work)
    {
        public string Text { get; } = text;

        // Null until the owner publishes it, and for good when the owner failed.
        public float[]? Vector { get; set; }

        // Ends when the owner has published or given up; null from then on.
        public Task? Work { get; set; } = work;

        public int Place { get; set; }
    }
}
