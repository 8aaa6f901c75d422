namespace Microsoft.ML.Transfer.Probing;

/// <summary>Spearman's ρ: the correlation of ranks, equal values having the mean of their ranks.</summary>
internal static class RankCorrelation
{
    /// <summary>ρ of two lists; null where all values of one are equal.</summary>
    public static double? Of(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var (a, b) = (Ranks(x), Ranks(y));
        var mean = (x.Length + 1) / 2.0;
        var (ab, aa, bb) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            ab += (a[i] - mean) * (b[i] - mean);
            aa += (a[i] - mean) * (a[i] - mean);
            bb += (b[i] - mean) * (b[i] - mean);
        }
        return aa == 0 || bb == 0 ? null : ab / Math.Sqrt(aa * bb);
    }

    private static double[] Ranks(ReadOnlySpan<float> values)
    {
        var (sorted, order) = (values.ToArray(), new int[values.Length]);
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(sorted, order);
        var ranks = new double[order.Length];
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && sorted[end] == sorted[start])
                end++;
            for (var i = start; i < end; i++)
                ranks[order[i]] = (start + 1 + end) / 2.0;
            start = end;
        }
        return ranks;
    }
}
