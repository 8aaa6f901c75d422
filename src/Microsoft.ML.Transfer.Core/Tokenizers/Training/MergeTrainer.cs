namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// Learns merges: again and again the pair of tokens that stands side by side most often becomes a token (Sennrich et al., 2016). Of pairs that
/// are equally frequent the one with the lower ids wins, so that the result depends on the counts alone.
/// </summary>
internal sealed class MergeTrainer
{
    private readonly string _continuingPrefix;
    private readonly List<string> _tokens;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<(int Left, int Right)> _merges = [];
    private readonly Dictionary<ulong, long> _pairCounts = [];
    private readonly Dictionary<ulong, List<int>> _wordsOfPair = [];
    private readonly PriorityQueue<ulong, (long NegativeCount, ulong Pair)> _queue = new();
    private readonly List<Word> _words = [];

    /// <param name="reserved">The tokens that come first, special ones and the alphabet; words are spelled with them.</param>
    /// <param name="continuingPrefix">What stands before a token that does not begin a word.</param>
    public MergeTrainer(IEnumerable<string> reserved, string continuingPrefix)
    {
        _continuingPrefix = continuingPrefix;
        _tokens = [.. reserved];
        for (var id = 0; id < _tokens.Count; id++)
            _ids.Add(_tokens[id], id);
    }

    public IReadOnlyList<string> Tokens => _tokens;

    public IEnumerable<(string Left, string Right)> Merges => _merges.Select(pair => (_tokens[pair.Left], _tokens[pair.Right]));

    public void Train(IReadOnlyList<(string Word, long Count)> words, int vocabularySize, int minimumFrequency, CancellationToken cancellation)
    {
        foreach (var (word, count) in words)
            AddWord(word, count);
        foreach (var (pair, count) in _pairCounts)
            _queue.Enqueue(pair, (-count, pair));
        while (_tokens.Count < vocabularySize && _queue.TryDequeue(out var pair, out var priority))
        {
            cancellation.ThrowIfCancellationRequested();
            var count = _pairCounts[pair];
            if (count != -priority.NegativeCount)
            {
                // The count has fallen since; the pair waits for its turn.
                if (count >= minimumFrequency)
                    _queue.Enqueue(pair, (-count, pair));
                continue;
            }
            if (count < minimumFrequency)
                break;
            Merge(pair);
        }
    }

    private void AddWord(string word, long count)
    {
        var symbols = new List<int>(word.Length);
        for (var i = 0; i < word.Length;)
        {
            var units = char.IsHighSurrogate(word[i]) ? 2 : 1;
            var symbol = (i == 0 ? string.Empty : _continuingPrefix) + word.Substring(i, units);
            i += units;
            // Characters that are not in the alphabet are left out.
            if (_ids.TryGetValue(symbol, out var id))
                symbols.Add(id);
        }
        if (symbols.Count < 2)
            return;
        var number = _words.Count;
        _words.Add(new Word([.. symbols], count));
        for (var i = 0; i + 1 < symbols.Count; i++)
            Change(Pair(symbols[i], symbols[i + 1]), count, number);
    }

    private void Merge(ulong pair)
    {
        var (left, right) = ((int)(pair >> 32), (int)(uint)pair);
        var token = _tokens[left] + _tokens[right][(_tokens[right].StartsWith(_continuingPrefix, StringComparison.Ordinal) ? _continuingPrefix.Length : 0)..];
        // Different pairs may spell the same token.
        if (!_ids.TryGetValue(token, out var id))
        {
            id = _tokens.Count;
            _tokens.Add(token);
            _ids.Add(token, id);
        }
        _merges.Add((left, right));
        var touched = new HashSet<ulong>();
        foreach (var number in _wordsOfPair[pair])
            MergeIn(number, left, right, id, touched);
        _pairCounts[pair] = 0;
        _wordsOfPair.Remove(pair);
        foreach (var changed in touched)
        {
            if (changed != pair)
                _queue.Enqueue(changed, (-_pairCounts[changed], changed));
        }
    }

    private void MergeIn(int number, int left, int right, int merged, HashSet<ulong> grown)
    {
        var word = _words[number];
        var symbols = word.Symbols;
        var written = 0;
        for (var i = 0; i < word.Length; written++)
        {
            if (symbols[i] != left || i + 1 >= word.Length || symbols[i + 1] != right)
            {
                symbols[written] = symbols[i++];
                continue;
            }
            if (written > 0)
            {
                Change(Pair(symbols[written - 1], left), -word.Count, number);
                var before = Pair(symbols[written - 1], merged);
                Change(before, word.Count, number);
                grown.Add(before);
            }
            if (i + 2 < word.Length)
            {
                Change(Pair(right, symbols[i + 2]), -word.Count, number);
                var after = Pair(merged, symbols[i + 2]);
                Change(after, word.Count, number);
                grown.Add(after);
            }
            symbols[written] = merged;
            i += 2;
        }
        word.Length = written;
    }

    private void Change(ulong pair, long difference, int word)
    {
        ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_pairCounts, pair, out _);
        count += difference;
        if (difference < 0)
            return;
        if (!_wordsOfPair.TryGetValue(pair, out var words))
            _wordsOfPair.Add(pair, words = []);
        // Words come in ascending order, so that a repetition is the last one.
        if (words.Count == 0 || words[^1] != word)
            words.Add(word);
    }

    private static ulong Pair(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    private sealed class Word(int[] symbols, long count)
    {
        public int[] Symbols { get; } = symbols;

        public long Count { get; } = count;

        public int Length { get; set; } = symbols.Length;
    }
}
