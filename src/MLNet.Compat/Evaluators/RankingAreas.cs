using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Areas under curves over all thresholds of a score.</summary>
internal static class RankingAreas
{
    /// <summary>Sorts by score and sums ranks, so that ties count half.</summary>
    public static double Roc(List<float> positives, List<float> negatives)
    {
        Contracts.CheckParam(positives.Count > 0, "PosSample", "AUC is not defined when there is no positive class in the data");
        Contracts.CheckParam(negatives.Count > 0, "NegSample", "AUC is not defined when there is no negative class in the data");
        float[] up = [.. positives];
        float[] down = [.. negatives];
        Array.Sort(up);
        Array.Sort(down);
        double area = 0;
        int below = 0;
        int upTo = 0;
        foreach (float score in up)
        {
            while (below < down.Length && down[below] < score)
                below++;
            upTo = Math.Max(upTo, below);
            while (upTo < down.Length && down[upTo] == score)
                upTo++;
            area += below + (0.5 * (upTo - below));
        }
        return area / ((double)up.Length * down.Length);
    }

    /// <summary>Trapezoids between the precisions before and after each positive row, best score first; ties in the order of the rows.</summary>
    public static double PrecisionRecall(IReadOnlyList<(float Score, bool Positive)> rows)
    {
        int positives = rows.Count(row => row.Positive);
        int truePositives = 0;
        int falsePositives = 0;
        double lastRecall = 0;
        double lastPrecision = 1;
        double area = 0;
        foreach (var (_, positive) in rows.OrderByDescending(row => row.Score))
        {
            if (positive)
                truePositives++;
            else
                falsePositives++;
            double precision = (double)truePositives / (truePositives + falsePositives);
            if (positive)
            {
                double recall = (double)truePositives / positives;
                area += (recall - lastRecall) * (lastPrecision + precision) / 2;
                lastRecall = recall;
            }
            lastPrecision = precision;
        }
        return area;
    }
}
