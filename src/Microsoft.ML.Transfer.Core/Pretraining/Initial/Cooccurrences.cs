namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>
/// How much more often tokens stand near each other than by chance: max(0, log (p(w, c) / (p(w) p(c)^α))), with p(c)^α normalised, in rows of only what is above 0 (Levy, Goldberg and Dagan,
/// 2015, with their α of 0.75).
/// </summary>
internal sealed class Cooccurrences
{
    private const double ContextSmoothing = 0.75;

    // A table of counts for all pairs of them: 256 MB.
    private const int MostContexts = 8192;
    private readonly int[] _contextOf;
    private readonly int[][] _columns;
    private readonly float[][] _values;

    private Cooccurrences(int[] contextOf, int contexts, int[][] columns, float[][] values, long[] frequencies) =>
        (_contextOf, Contexts, _columns, _values, Frequencies) = (contextOf, contexts, columns, values, frequencies);

    /// <summary>How many tokens are rows: the vocabulary.</summary>
    public int Rows => _columns.Length;

    /// <summary>How many tokens are columns: the most frequent ones.</summary>
    public int Contexts { get; }

    /// <summary>How often each token occurs.</summary>
    public long[] Frequencies { get; }

    /// <summary>Which column a token is; negative where it is none.</summary>
    public int ContextOf(int token) => _contextOf[token];

    /// <summary>Counts.</summary>
    /// <param name="stores">The texts.</param>
    /// <param name="vocabulary">One more than the highest id.</param>
    /// <param name="window">How many tokens to each side.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static Cooccurrences Count(IReadOnlyList<TokenStore> stores, int vocabulary, int window, CancellationToken cancellation)
    {
        var frequencies = new long[vocabulary];
        ForEachRun(stores, 0, ids =>
        {
            foreach (var id in ids)
                frequencies[id]++;
        }, cancellation);
        int[] frequent = [.. Enumerable.Range(0, vocabulary).OrderByDescending(id => frequencies[id]).Take(MostContexts)];
        var contextOf = new int[vocabulary];
        Array.Fill(contextOf, -1);
        for (var i = 0; i < frequent.Length; i++)
            contextOf[frequent[i]] = i;
        var counts = new uint[vocabulary][];
        for (var id = 0; id < vocabulary; id++)
            counts[id] = new uint[frequent.Length];
        ForEachRun(stores, window, ids =>
        {
            for (var i = window; i < ids.Length; i++)
            {
                for (var j = i - window; j < i; j++)
                {
                    if (contextOf[ids[j]] is >= 0 and var before)
                        counts[ids[i]][before]++;
                    if (contextOf[ids[i]] is >= 0 and var after)
                        counts[ids[j]][after]++;
                }
            }
        }, cancellation);
        return FromCounts(counts, contextOf, frequent.Length, frequencies);
    }

    /// <summary>Y ← M X. <i>Shape:</i> [contexts, width] → [rows, width].</summary>
    public void Multiply(float[] x, float[] y, int width) => Parallel.For(0, Rows, row =>
    {
        var sum = y.AsSpan(row * width, width);
        sum.Clear();
        for (var k = 0; k < _columns[row].Length; k++)
            System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(x.AsSpan(_columns[row][k] * width, width), _values[row][k], sum, sum);
    });

    /// <summary>Y ← Mᵀ X. <i>Shape:</i> [rows, width] → [contexts, width].</summary>
    public void MultiplyTransposed(float[] x, float[] y, int width)
    {
        Array.Clear(y);
        for (var row = 0; row < Rows; row++)
        {
            for (var k = 0; k < _columns[row].Length; k++)
            {
                var sum = y.AsSpan(_columns[row][k] * width, width);
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(x.AsSpan(row * width, width), _values[row][k], sum, sum);
            }
        }
    }

    private static Cooccurrences FromCounts(uint[][] counts, int[] contextOf, int contexts, long[] frequencies)
    {
        var ofColumns = new double[contexts];
        var ofRows = new double[counts.Length];
        for (var row = 0; row < counts.Length; row++)
        {
            for (var column = 0; column < contexts; column++)
            {
                ofRows[row] += counts[row][column];
                ofColumns[column] += counts[row][column];
            }
        }
        var total = ofRows.Sum();
        var smoothed = ofColumns.Select(count => Math.Pow(count, ContextSmoothing)).ToArray();
        var smoothedTotal = smoothed.Sum();
        var (columns, values) = (new int[counts.Length][], new float[counts.Length][]);
        Parallel.For(0, counts.Length, row =>
        {
            var (own, information) = (new List<int>(), new List<float>());
            for (var column = 0; column < contexts; column++)
            {
                if (counts[row][column] == 0)
                    continue;
                var value = Math.Log(counts[row][column] / total * (total / ofRows[row]) * (smoothedTotal / smoothed[column]));
                if (value <= 0)
                    continue;
                own.Add(column);
                information.Add((float)value);
            }
            (columns[row], values[row], counts[row]) = ([.. own], [.. information], []);
        });
        return new Cooccurrences(contextOf, contexts, columns, values, frequencies);
    }

    /// <summary>Hands over the tokens of each document in pieces that overlap.</summary>
    private static void ForEachRun(IReadOnlyList<TokenStore> stores, int overlap, Action<ReadOnlySpan<int>> use, CancellationToken cancellation)
    {
        const int atOnce = 1 << 20;
        foreach (var store in stores)
        {
            for (var document = 0; document + 1 < store.Documents.Count; document++)
            {
                for (var first = store.Documents[document]; first < store.Documents[document + 1]; first += atOnce)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var begin = Math.Max(store.Documents[document], first - overlap);
                    var length = (int)(Math.Min(first + atOnce, store.Documents[document + 1]) - begin);
                    var (ids, words) = (new int[length], new int[length]);
                    store.Read(begin, ids, words);
                    use(ids);
                }
            }
        }
    }
}
