namespace Microsoft.ML.Transfer.Charts;

/// <summary>Where on the page a value stands.</summary>
/// <param name="Minimum">The least value.</param>
/// <param name="Maximum">The greatest.</param>
/// <param name="From">Where the least stands, in pixels.</param>
/// <param name="To">Where the greatest stands, in pixels; less than <paramref name="From"/> where values rise upwards.</param>
internal sealed record LinearScale(double Minimum, double Maximum, double From, double To)
{
    /// <summary>The position of a value, in pixels; one that is beyond the ends stands at the end.</summary>
    public double Of(double value) => From + ((To - From) * Math.Clamp((value - Minimum) / (Maximum - Minimum), 0, 1));
}
