using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Which n-grams of one column are counted, and how.</summary>
internal sealed class NgramColumn
{
    public NgramColumn(string output, string input, int length, int skips, bool allLengths, int[] maximumCounts,
        NgramExtractingEstimator.WeightingCriteria weighting)
    {
        if (length == 1 && skips != 0)
        {
            throw Contracts.ExceptUserArg("skipLength",
                $"skipLength (actual value: {skips}) can only be zero when ngramLength set to one.");
        }
        if (length + skips > NgramScanner.MaximumSpan)
            throw Contracts.ExceptUserArg("skipLength", $"The sum of skipLength and ngramLength must be less than or equal to {NgramScanner.MaximumSpan}");
        Contracts.CheckUserArg(length is > 0 and <= NgramScanner.MaximumSpan, "ngramLength");
        Output = output;
        Input = input;
        Length = length;
        Skips = skips;
        Weighting = weighting;
        Limits = MakeLimits(length, allLengths, maximumCounts ?? []);
    }

    public string Output { get; }

    public string Input { get; }

    public int Length { get; }

    public int Skips { get; }

    public NgramExtractingEstimator.WeightingCriteria Weighting { get; }

    /// <summary>At most so many distinct n-grams of each length.</summary>
    public int[] Limits { get; }

    private static int[] MakeLimits(int length, bool allLengths, int[] maximumCounts)
    {
        var limits = new int[length];
        if (!allLengths)
        {
            Contracts.CheckUserArg(maximumCounts.Length == 0 || (maximumCounts.Length == 1 && maximumCounts[0] > 0), "maximumNgramsCounts");
            limits[^1] = maximumCounts.Length == 0 ? NgramExtractingEstimator.DefaultMaximumCount : maximumCounts[0];
            return limits;
        }

        Contracts.CheckUserArg(maximumCounts.Length <= length, "maximumNgramsCounts");
        Contracts.CheckUserArg(maximumCounts.Length == 0 || (Array.TrueForAll(maximumCounts, count => count >= 0) && maximumCounts[^1] > 0), "maximumNgramsCounts");
        for (int i = 0; i < length; i++)
        {
            limits[i] = maximumCounts.Length == 0 ? NgramExtractingEstimator.DefaultMaximumCount
                : maximumCounts[Math.Min(i, maximumCounts.Length - 1)];
        }
        return limits;
    }
}
