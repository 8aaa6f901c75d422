namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// The 95 % interval of a proportion by Wilson (1927): for answers that are independent of each other, such as one of each sentence. It stays between 0 and 1 and holds for few of them too.
/// </summary>
internal static class WilsonInterval
{
    // The standard normal deviate that 95 % lie within.
    private const double Deviate = 1.959963984540054;

    /// <summary>The proportion with its interval; 0, with all from 0 to 1, where nothing was counted.</summary>
    /// <param name="right">How many are counted.</param>
    /// <param name="count">Of how many.</param>
    public static ProbeScore Of(long right, long count)
    {
        if (count == 0)
            return new ProbeScore(0, 0, 1);
        var (n, p, z2) = ((double)count, (double)right / count, Deviate * Deviate);
        var center = (p + z2 / (2 * n)) / (1 + z2 / n);
        var half = Deviate / (1 + z2 / n) * Math.Sqrt(p * (1 - p) / n + z2 / (4 * n * n));
        return new ProbeScore(p, Math.Max(0, center - half), Math.Min(1, center + half));
    }

    /// <summary>That of what is right in a table.</summary>
    public static ProbeScore Of(ConfusionCounts counts) => Of(Enumerable.Range(0, counts.Classes).Sum(label => counts[label, label]), counts.Rows);
}
