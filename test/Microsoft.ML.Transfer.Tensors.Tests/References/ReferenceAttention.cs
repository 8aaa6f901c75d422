namespace Microsoft.ML.Transfer.Tensors.Tests.References;

/// <summary>
/// Attention of packed sequences, one number after the other from its definition. Serves both <see cref="Attention"/> and
/// <see cref="DisentangledAttention"/>: what a test does not set is not there.
/// </summary>
internal sealed record ReferenceAttention
{
    public required int Heads { get; init; }

    public int KeyValueHeads { get; init; }

    public required int HeadSize { get; init; }

    public required float Scale { get; init; }

    public bool Causal { get; init; }

    public int? Window { get; init; }

    public required int[] QueryOffsets { get; init; }

    public required int[] KeyOffsets { get; init; }

    public required float[] Query { get; init; }

    public required float[] Key { get; init; }

    public required float[] Value { get; init; }

    public int[]? Visible { get; init; }

    /// <summary>[distances, heads].</summary>
    public float[]? Bias { get; init; }

    public float[]? RelativeKeys { get; init; }

    public float[]? RelativeQueries { get; init; }

    /// <summary>[distances].</summary>
    public int[]? RelativeRows { get; init; }

    public float[]? ScoreProjection { get; init; }

    public float[]? WeightProjection { get; init; }

    /// <summary>Whether tokens that are not visible have weights of 0.</summary>
    public bool HiddenAttendToNone { get; init; }

    private int KeyHeads => KeyValueHeads == 0 ? Heads : KeyValueHeads;

    public int LongestKey => Enumerable.Range(0, KeyOffsets.Length - 1).Max(s => KeyOffsets[s + 1] - KeyOffsets[s]);

    /// <summary>The result [queries, heads · head size] and the probabilities [heads · queries, longest key].</summary>
    public (Approximate[] Result, Approximate[] Probabilities) Compute()
    {
        var result = new Approximate[Query.Length];
        var probabilities = new Approximate[Heads * QueryOffsets[^1] * LongestKey];
        for (var s = 0; s + 1 < QueryOffsets.Length; s++)
        {
            var (firstKey, keys) = (KeyOffsets[s], KeyOffsets[s + 1] - KeyOffsets[s]);
            var (firstQuery, queries) = (QueryOffsets[s], QueryOffsets[s + 1] - QueryOffsets[s]);
            for (var i = 0; i < queries; i++)
            {
                var weights = Weights(firstQuery + i, i, firstKey, keys);
                for (var h = 0; h < Heads; h++)
                {
                    weights[h].CopyTo(probabilities, (Heads * firstQuery + h * queries + i) * LongestKey);
                    for (var c = 0; c < HeadSize; c++)
                    {
                        var terms = Enumerable.Range(0, keys).Select(j => (weights[h][j], (Approximate)Value[KeyIndex(firstKey + j, h, c)]));
                        result[QueryIndex(firstQuery + i, h, c)] = Approximate.Dot(0f, terms);
                    }
                }
            }
        }
        return (result, probabilities);
    }

    private Approximate[][] Weights(int query, int i, int firstKey, int keys)
    {
        Approximate[][] scores = [.. Enumerable.Range(0, Heads).Select(h => Enumerable.Range(0, keys).Select(j => Score(query, i, firstKey, j, h)).ToArray())];
        if (ScoreProjection is not null)
            scores = Mix(scores, ScoreProjection);
        int[] inReach = [.. Enumerable.Range(0, keys).Where(j => !(Causal && j > i) && !(Math.Abs(i - j) > Window))];
        int[] seen = [.. inReach.Where(j => Visible is null || Visible[firstKey + j] != 0)];
        Approximate[][] weights = [.. scores.Select(row => Softmax(row, seen.Length > 0 ? seen : inReach, equal: seen.Length == 0))];
        if (HiddenAttendToNone && Visible is not null && Visible[query] == 0)
            weights = [.. weights.Select(row => new Approximate[row.Length])];
        return WeightProjection is null ? weights : Mix(weights, WeightProjection);
    }

    /// <summary>The score of a query and the key j of its sequence, in which the query is token i, before the scale.</summary>
    private Approximate Score(int query, int i, int firstKey, int j, int head)
    {
        Approximate start = 0f;
        if (Bias is not null)
            start = (Approximate)Bias[(j - i + (Bias.Length / Heads - 1) / 2) * Heads + head] / Scale;
        var row = RelativeRows is null ? 0 : RelativeRows[j - i + (RelativeRows.Length - 1) / 2];
        if (RelativeKeys is not null)
            start += Product(0f, Query, QueryIndex(query, head, 0), RelativeKeys, QueryIndex(row, head, 0));
        if (RelativeQueries is not null)
            start += Product(0f, RelativeQueries, QueryIndex(row, head, 0), Key, KeyIndex(firstKey + j, head, 0));
        return Product(start, Query, QueryIndex(query, head, 0), Key, KeyIndex(firstKey + j, head, 0));
    }

    private Approximate Product(Approximate start, float[] a, int startOfA, float[] b, int startOfB)
    {
        for (var c = 0; c < HeadSize; c++)
            start += (Approximate)a[startOfA + c] * b[startOfB + c];
        return start;
    }

    private Approximate[] Softmax(Approximate[] scores, int[] seen, bool equal)
    {
        var weights = new Approximate[scores.Length];
        if (seen.Length == 0)
            return weights;
        // Where all are hidden, the scores vanish beside what hides them.
        var largest = seen.Select(j => equal ? default : scores[j]).MaxBy(score => score.Value);
        Approximate total = 0f;
        foreach (var j in seen)
        {
            weights[j] = Approximate.Exp(((equal ? default : scores[j]) - largest) * Scale);
            total += weights[j];
        }
        var factor = (Approximate)1f / total;
        foreach (var j in seen)
            weights[j] *= factor;
        return weights;
    }

    private static Approximate[][] Mix(Approximate[][] heads, float[] projection) =>
    [
        .. heads.Select((_, h) => heads[0].Select((_, j) => Approximate.Dot(0f, heads.Select((head, g) => ((Approximate)projection[h * heads.Length + g], head[j])))).ToArray()),
    ];

    private int QueryIndex(int row, int head, int column) => (row * Heads + head) * HeadSize + column;

    private int KeyIndex(int row, int head, int column) => (row * KeyHeads + head / (Heads / KeyHeads)) * HeadSize + column;
}
