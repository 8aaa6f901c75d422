namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>All ways to cut words into pieces, weighed by the pieces' log probabilities.</summary>
internal sealed class UnigramLattice
{
    // Words are dealt to a fixed number of parts, so that sums do not depend on the number of threads.
    private const int Parts = 8;

    private readonly PieceTrie _trie;
    private readonly double[] _scores;
    private readonly double _unknownScore;

    public UnigramLattice(IReadOnlyList<(string Piece, double Score)> pieces)
    {
        _trie = new PieceTrie(pieces.Sum(piece => piece.Piece.Length));
        _scores = new double[pieces.Count];
        for (var i = 0; i < pieces.Count; i++)
        {
            _trie.Add(pieces[i].Piece, i);
            _scores[i] = pieces[i].Score;
        }
        _unknownScore = _scores.Min() - 10;
    }

    /// <summary>How often each piece is expected in the corpus, over all ways to cut every word.</summary>
    public double[] Expectations(IReadOnlyList<(string Word, long Count)> words) => SumOfParts(words, AddExpectations);

    /// <summary>How often each piece stands in the best way to cut every word.</summary>
    public double[] BestCounts(IReadOnlyList<(string Word, long Count)> words) => SumOfParts(words, (word, count, sums, nodes) =>
    {
        foreach (var piece in Best(word, nodes, except: -1))
        {
            if (piece >= 0)
                sums[piece] += count;
        }
    });

    /// <summary>The pieces of the best way to cut a word; -1 stands for an unknown character.</summary>
    /// <param name="word">The word.</param>
    /// <param name="nodes">Scratch space.</param>
    /// <param name="except">A piece that may not be the whole word; -1 for none.</param>
    public List<int> Best(string word, Scratch nodes, int except)
    {
        var best = nodes.Best(word.Length + 1);
        best[0] = (0, -1, -1);
        for (var start = 0; start < word.Length; start++)
        {
            if (best[start].Start < 0 && start > 0)
                continue;
            var covered = false;
            foreach (var (end, piece) in PiecesAt(word, start, nodes))
            {
                if (piece == except && start == 0 && end == word.Length)
                    continue;
                covered |= end == start + Units(word, start);
                Improve(ref best[end], best[start].Score + _scores[piece], start, piece);
            }
            if (!covered)
                Improve(ref best[start + Units(word, start)], best[start].Score + _unknownScore, start, -1);
        }
        var result = new List<int>();
        for (var end = word.Length; end > 0; end = best[end].Start)
            result.Add(best[end].Piece);
        result.Reverse();
        return result;
    }

    private static void Improve(ref (double Score, int Start, int Piece) end, double score, int start, int piece)
    {
        if (end.Start < 0 || score > end.Score)
            end = (score, start, piece);
    }

    /// <summary>The forward-backward algorithm over one word.</summary>
    private void AddExpectations(string word, long count, double[] sums, Scratch nodes)
    {
        var (forward, backward) = nodes.Marginals(word.Length + 1);
        forward[0] = 0;
        for (var start = 0; start < word.Length; start++)
        {
            if (double.IsNegativeInfinity(forward[start]))
                continue;
            ForEachEdge(word, start, nodes, (end, score, _) => forward[end] = LogSum(forward[end], forward[start] + score));
        }
        backward[word.Length] = 0;
        for (var start = word.Length - 1; start >= 0; start--)
        {
            if (!double.IsNegativeInfinity(forward[start]))
                ForEachEdge(word, start, nodes, (end, score, _) => backward[start] = LogSum(backward[start], backward[end] + score));
        }
        var whole = forward[word.Length];
        for (var start = 0; start < word.Length; start++)
        {
            if (double.IsNegativeInfinity(forward[start]))
                continue;
            ForEachEdge(word, start, nodes, (end, score, piece) =>
            {
                if (piece >= 0)
                    sums[piece] += count * Math.Exp(forward[start] + score + backward[end] - whole);
            });
        }
    }

    private void ForEachEdge(string word, int start, Scratch nodes, Action<int, double, int> visit)
    {
        var covered = false;
        foreach (var (end, piece) in PiecesAt(word, start, nodes))
        {
            covered |= end == start + Units(word, start);
            visit(end, _scores[piece], piece);
        }
        if (!covered)
            visit(start + Units(word, start), _unknownScore, -1);
    }

    private List<(int End, int Piece)> PiecesAt(string word, int start, Scratch nodes)
    {
        var found = nodes.Found;
        found.Clear();
        var node = PieceTrie.Root;
        for (var end = start; end < word.Length && (node = _trie.Next(node, word[end])) >= 0;)
        {
            end++;
            if (_trie.ValueAt(node) is var piece and >= 0)
                found.Add((end, piece));
        }
        return found;
    }

    private double[] SumOfParts(IReadOnlyList<(string Word, long Count)> words, Action<string, long, double[], Scratch> add)
    {
        var parts = new double[Parts][];
        Parallel.For(0, Parts, part =>
        {
            var sums = parts[part] = new double[_scores.Length];
            var nodes = new Scratch();
            for (var i = part; i < words.Count; i += Parts)
                add(words[i].Word, words[i].Count, sums, nodes);
        });
        var total = parts[0];
        foreach (var part in parts.AsSpan(1))
        {
            for (var i = 0; i < total.Length; i++)
                total[i] += part[i];
        }
        return total;
    }

    private static double LogSum(double a, double b)
    {
        if (double.IsNegativeInfinity(a))
            return b;
        var (large, small) = a > b ? (a, b) : (b, a);
        return large + Math.Log(1 + Math.Exp(small - large));
    }

    private static int Units(string word, int at) => char.IsHighSurrogate(word[at]) ? 2 : 1;

    /// <summary>Space for the work on one word, used again for the next.</summary>
    internal sealed class Scratch
    {
        private (double Score, int Start, int Piece)[] _best = [];
        private double[] _forward = [];
        private double[] _backward = [];

        public List<(int End, int Piece)> Found { get; } = [];

        public Span<(double Score, int Start, int Piece)> Best(int count)
        {
            if (_best.Length < count)
                _best = new (double Score, int Start, int Piece)[2 * count];
            var best = _best.AsSpan(0, count);
            best.Fill((0, -1, -1));
            return best;
        }

        public (double[] Forward, double[] Backward) Marginals(int count)
        {
            if (_forward.Length < count)
                (_forward, _backward) = (new double[2 * count], new double[2 * count]);
            Array.Fill(_forward, double.NegativeInfinity, 0, count);
            Array.Fill(_backward, double.NegativeInfinity, 0, count);
            return (_forward, _backward);
        }
    }
}
