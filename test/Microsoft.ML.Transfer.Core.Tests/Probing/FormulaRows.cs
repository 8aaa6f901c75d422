using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

/// <summary>60 rows × 5 columns of 3 classes by a formula that any language can write: what scikit-learn 1.2.1 said of them is recorded in the tests.</summary>
internal static class FormulaRows
{
    public const int Rows = 60;
    public const int Columns = 5;
    public const int Classes = 3;

    public static ProbeMatrix X { get; } = new(
        Enumerable.Range(0, Rows * Columns).Select(n => (float)(((n / Columns * 7 + n % Columns * 13 + n / Columns * (n / Columns) % 11 * (n % Columns + 1)) % 29 / 10.0) - 1.4)).ToArray(),
        Rows,
        Columns);

    public static int[] Labels { get; } = [.. Enumerable.Range(0, Rows).Select(LabelOf)];

    /// <summary>What is minimised, in double precision.</summary>
    public static double Objective(ILinearProbe probe, int[] labels, double c)
    {
        var (weights, bias) = (probe.Weights.ToArray(), probe.Bias.ToArray());
        var value = weights.Sum(weight => (double)weight * weight) / (2 * c);
        for (var row = 0; row < Rows; row++)
        {
            var scores = bias.Select((b, k) => b + Enumerable.Range(0, Columns).Sum(j => (double)weights[k * Columns + j] * X.Row(row)[j])).ToArray();
            value += Math.Log(scores.Sum(Math.Exp)) - scores[labels[row]];
        }
        return value;
    }

    private static int LabelOf(int i)
    {
        var x = X.Row(i).ToArray().Select(value => Math.Round(value, 1)).ToArray();
        double[] scores = [x[0] + 0.3 * x[1], x[2] - x[0] + i * 5 % 7 / 7.0, 0.5 - x[1] * x[3]];
        return Array.IndexOf(scores, scores.Max());
    }
}
