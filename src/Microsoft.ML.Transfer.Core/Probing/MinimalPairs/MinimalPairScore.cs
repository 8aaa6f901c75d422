namespace Microsoft.ML.Transfer.Probing;

/// <summary>How many minimal pairs a model judged right.</summary>
/// <param name="Pairs">How many there were.</param>
/// <param name="Right">Of how many it found the acceptable sentence likelier. Half are expected from guessing; a tie is wrong.</param>
public sealed record MinimalPairScore(int Pairs, int Right)
{
    // The standard normal deviate that 95 % lie within.
    private const double Deviate = 1.959963984540054;

    /// <summary>The part that is right, with the interval of Wilson (1927), which stays between 0 and 1.</summary>
    public ProbeScore Accuracy
    {
        get
        {
            if (Pairs == 0)
                return new ProbeScore(0, 0, 1);
            var (n, p, z2) = ((double)Pairs, (double)Right / Pairs, Deviate * Deviate);
            var center = (p + (z2 / (2 * n))) / (1 + (z2 / n));
            var half = Deviate / (1 + (z2 / n)) * Math.Sqrt((p * (1 - p) / n) + (z2 / (4 * n * n)));
            return new ProbeScore(p, Math.Max(0, center - half), Math.Min(1, center + half));
        }
    }
}
