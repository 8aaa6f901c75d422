using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>What predicted distances and depths have right of a sentence.</summary>
/// <param name="Length">The number of words.</param>
/// <param name="Edges">The edges of the tree between words that are no punctuation.</param>
/// <param name="EdgesFound">How many of them are in the minimum spanning tree.</param>
/// <param name="Distances">The sum of the correlations of distances.</param>
/// <param name="DistanceCount">Of how many words.</param>
/// <param name="Depths">The correlation of depths; null where there is none.</param>
/// <param name="FindsRoot">Whether the root has the least depth.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SentenceScore(int Length, int Edges, int EdgesFound, double Distances, int DistanceCount, double? Depths, bool FindsRoot)
{
    private const int Shortest = 5;
    private const int Longest = 50;

    /// <summary>Measures a sentence.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="distances">The predicted distances. <i>Shape:</i> [words, words].</param>
    /// <param name="depths">The predicted depths.</param>
    public static SentenceScore Of(TargetTree tree, ReadOnlySpan<float> distances, ReadOnlySpan<float> depths)
    {
        var (n, counted) = (tree.Length, tree.Counted);
        var (edges, sum, count) = (0, 0.0, 0);
        var (predicted, actual) = (new float[counted.Length], new float[counted.Length]);
        foreach (var word in counted)
        {
            if (tree.Tree.Heads[word] is var head && head >= 0 && !tree.Tree.IsPunctuation(head))
                edges++;
            for (var i = 0; i < counted.Length; i++)
                (predicted[i], actual[i]) = (distances[word * n + counted[i]], tree.Distances[word * n + counted[i]]);
            if (RankCorrelation.Of(predicted, actual) is { } correlation)
                (sum, count) = (sum + correlation, count + 1);
        }
        var found = SpanningTree.Find(distances, n, counted).Count(edge => tree.Distances[edge.A * n + edge.B] == 1);
        for (var i = 0; i < counted.Length; i++)
            (predicted[i], actual[i]) = (depths[counted[i]], tree.Tree.Depths[counted[i]]);
        var least = counted.Length == 0 ? -1 : counted[Array.IndexOf(predicted, predicted.Min())];
        return new SentenceScore(n, edges, found, sum, count, RankCorrelation.Of(predicted, actual), least == tree.Tree.RootWord);
    }

    /// <summary>The scores of sentences, with intervals.</summary>
    public static StructuralScores Combine(IReadOnlyList<SentenceScore> sentences, ulong seed)
    {
        var bootstrap = new Bootstrap(sentences.Count, seed);
        return new StructuralScores(
            bootstrap.Ratio([.. sentences.Select(s => (double)s.EdgesFound)], [.. sentences.Select(s => (double)s.Edges)]),
            bootstrap.Score(times => ByLength(sentences, times, s => s.Distances, s => s.DistanceCount)),
            bootstrap.Ratio([.. sentences.Select(s => s.FindsRoot ? 1.0 : 0)], [.. sentences.Select(_ => 1.0)]),
            bootstrap.Score(times => ByLength(sentences, times, s => s.Depths ?? 0, s => s.Depths is null ? 0 : 1)));
    }

    private static double ByLength(IReadOnlyList<SentenceScore> sentences, byte[] times, Func<SentenceScore, double> sum, Func<SentenceScore, int> count)
    {
        var (sums, counts) = (new double[Longest + 1], new int[Longest + 1]);
        for (var i = 0; i < times.Length; i++)
        {
            if (sentences[i].Length is not (>= Shortest and <= Longest) || times[i] == 0)
                continue;
            sums[sentences[i].Length] += times[i] * sum(sentences[i]);
            counts[sentences[i].Length] += times[i] * count(sentences[i]);
        }
        return Enumerable.Range(Shortest, Longest - Shortest + 1).Where(length => counts[length] > 0).Select(length => sums[length] / counts[length]).DefaultIfEmpty(double.NaN).Average();
    }
}
