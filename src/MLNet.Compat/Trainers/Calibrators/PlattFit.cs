namespace Microsoft.ML.Calibrators;

/// <summary>
/// Fits the sigmoid that turns scores into probabilities (Platt 1999, with the damped Newton steps of its appendix). Targets are
/// drawn in a little from 0 and 1.
/// </summary>
internal static class PlattFit
{
    private const int MaximumSteps = 100;
    private const double Tiny = 1e-9;
    private const double LargestDamping = 1e6;

    public static (double Slope, double Offset) Fit(IReadOnlyList<(float Score, bool Positive, float Weight)> rows)
    {
        double negatives = rows.Where(row => !row.Positive).Sum(row => (double)row.Weight);
        double positives = rows.Where(row => row.Positive).Sum(row => (double)row.Weight);
        if (rows.Count == 0)
            return (0, 0);

        double high = (positives + 1) / (positives + 2);
        double low = 1 / (negatives + 2);
        double slope = 0;
        double offset = Math.Log((negatives + 1) / (positives + 1));
        double damping = 0.001;
        double lastLoss = double.MaxValue / 2;
        int calm = 0;
        for (int step = 0; step < MaximumSteps && calm < 3; step++)
        {
            double a = 0, b = 0, c = 0, d = 0, e = 0;
            foreach (var (score, positive, weight) in rows)
            {
                double p = Probability(score, slope, offset);
                double curvature = p * (1 - p) * weight;
                double error = (p - (positive ? high : low)) * weight;
                a += score * score * curvature;
                b += curvature;
                c += score * curvature;
                d += score * error;
                e += error;
            }
            if (Math.Abs(d) < Tiny && Math.Abs(e) < Tiny)
                break;

            var (oldSlope, oldOffset, loss) = (slope, offset, 0.0);
            while (true)
            {
                double determinant = ((a + damping) * (b + damping)) - (c * c);
                if (determinant == 0)
                {
                    damping *= 10;
                    continue;
                }
                slope = oldSlope + ((((b + damping) * d) - (c * e)) / determinant);
                offset = oldOffset + ((((a + damping) * e) - (c * d)) / determinant);
                loss = Loss(rows, slope, offset, high, low);
                if (loss < lastLoss * (1 + 1e-7))
                {
                    damping *= 0.1;
                    break;
                }
                damping *= 10;
                if (damping >= LargestDamping)
                    break;
            }
            double change = loss - lastLoss;
            double scale = 0.5 * (loss + lastLoss + 1);
            calm = change > -1e-3 * scale && change < 1e-7 * scale ? calm + 1 : 0;
            lastLoss = loss;
        }
        return (slope, offset);
    }

    private static float Probability(float score, double slope, double offset) => (float)(1 / (1 + Math.Exp((slope * score) + offset)));

    private static double Loss(IReadOnlyList<(float Score, bool Positive, float Weight)> rows, double slope, double offset, double high, double low)
    {
        const double LeastLog = -200;
        double loss = 0;
        foreach (var (score, positive, weight) in rows)
        {
            double p = Probability(score, slope, offset);
            double target = positive ? high : low;
            double logP = p > 0 ? Math.Log(p) : LeastLog;
            double logRest = p < 1 ? Math.Log(1 - p) : LeastLog;
            loss -= ((target * logP) + ((1 - target) * logRest)) * weight;
        }
        return loss;
    }
}
