using System.Globalization;

namespace Microsoft.ML.Transfer.Evaluation;

/// <summary>A measured number with its 95 % interval.</summary>
/// <param name="Value">The number.</param>
/// <param name="Low">The lower end of the interval.</param>
/// <param name="High">The upper end.</param>
internal sealed record Measured(double Value, double Low, double High)
{
    // The 97.5 % quantiles of Student's distribution with 1, 2, ... degrees of freedom.
    private static readonly double[] Quantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131];

    /// <summary>The mean over seeds, with Student's interval.</summary>
    public static Measured OverSeeds(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        var half = Quantiles[Math.Min(values.Count - 2, Quantiles.Length - 1)] * deviation / Math.Sqrt(values.Count);
        return new Measured(mean, mean - half, mean + half);
    }

    /// <summary>In a cell: <c>0.842 ± 0.011</c>, or both ends where they are not equally far.</summary>
    public override string ToString() => Math.Abs(High + Low - 2 * Value) < 1e-9
        ? string.Create(CultureInfo.InvariantCulture, $"{Value:F3} ± {High - Value:F3}")
        : string.Create(CultureInfo.InvariantCulture, $"{Value:F3} ({Low:F3}–{High:F3})");

    /// <summary>The same with a sign, for differences.</summary>
    public string ToSignedString() => string.Create(CultureInfo.InvariantCulture, $"{Value:+0.000;−0.000;0.000} ± {High - Value:F3}");
}
