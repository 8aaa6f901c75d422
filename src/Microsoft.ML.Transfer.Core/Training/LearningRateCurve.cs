using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Training;

/// <summary>The loss at each learning rate that was tried.</summary>
/// <param name="Points">The rates, rising, with their losses.</param>
/// <param name="Suggestion">
/// The rate at which the smoothed loss falls fastest by the logarithm of the rate, among those up to its lowest point; null where it never falls or too few rates were
/// tried.
/// </param>
public sealed record LearningRateCurve(IReadOnlyList<LearningRatePoint> Points, double? Suggestion)
{
    /// <summary>Smooths losses and finds where they fall fastest.</summary>
    /// <param name="rates">The rates, rising by the same factor each time.</param>
    /// <param name="losses">The loss at each.</param>
    /// <param name="smoothing">How much of the average of the losses before goes into that of the next.</param>
    internal static LearningRateCurve Of(IReadOnlyList<double> rates, IReadOnlyList<double> losses, double smoothing)
    {
        var smoothed = Smooth(losses, smoothing);
        var points = rates.Select((rate, i) => new LearningRatePoint(rate, losses[i], smoothed[i])).ToArray();
        if (points.Length < 3)
            return new LearningRateCurve(points, Suggestion: null);
        var end = Array.IndexOf(smoothed, smoothed.Min());
        var steepest = Enumerable.Range(1, points.Length - 2).Where(i => i <= end).Select(i => (Slope: smoothed[i + 1] - smoothed[i - 1], Rate: rates[i])).DefaultIfEmpty().MinBy(point => point.Slope);
        return new LearningRateCurve(points, steepest.Slope < 0 ? steepest.Rate : null);
    }

    /// <summary>Exponential averages, taken forwards and then backwards: averages of one direction alone come late, and would suggest too high a rate.</summary>
    private static double[] Smooth(IReadOnlyList<double> losses, double smoothing)
    {
        double[] Average(IEnumerable<double> values)
        {
            var (sum, weight) = (0.0, 0.0);
            return [.. values.Select(value =>
            {
                (sum, weight) = (smoothing * sum + (1 - smoothing) * value, smoothing * weight + 1 - smoothing);
                return sum / weight;
            })];
        }

        return [.. Average(Average(losses).Reverse()).Reverse()];
    }
}

/// <summary>A learning rate that was tried.</summary>
/// <param name="LearningRate">The rate.</param>
/// <param name="Loss">The loss of the examples of its step, before the step.</param>
/// <param name="SmoothedLoss">The loss averaged with its neighbours.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LearningRatePoint(double LearningRate, double Loss, double SmoothedLoss);
