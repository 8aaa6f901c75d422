namespace Microsoft.ML.Transfer.Training;

/// <summary>Which learning rates <see cref="LearningRateFinder"/> tries. Immutable.</summary>
public sealed record LearningRateSearch
{
    /// <summary>The first rate, above 0. 1e-7 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0, or not finite.</exception>
    public double Lowest
    {
        get;
        init => field = OptionRange.Checked(value, value > 0 && double.IsFinite(value), "must be above 0");
    } = 1e-7;

    /// <summary>The last rate, above <see cref="Lowest"/>. 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0, or not finite.</exception>
    public double Highest
    {
        get;
        init => field = OptionRange.Checked(value, value > 0 && double.IsFinite(value), "must be above 0");
    } = 1;

    /// <summary>The most steps, at least 3. 100 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 3.</exception>
    public int Steps
    {
        get;
        init => field = OptionRange.Checked(value, value >= 3, "must be at least 3");
    } = 100;

    /// <summary>How much of the average of the losses before goes into that of the next, at least 0 and below 1. 0.8 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public double Smoothing
    {
        get;
        init => field = OptionRange.Checked(value, value is >= 0 and < 1, "must be at least 0 and below 1");
    } = 0.8;

    /// <summary>The multiple of the lowest average loss at which the search ends, above 1. 4 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 1.</exception>
    public double StopFactor
    {
        get;
        init => field = OptionRange.Checked(value, value > 1, "must be above 1");
    } = 4;

    /// <summary>The rate of a step; each is the same multiple of the one before.</summary>
    /// <param name="step">Which step, from 0.</param>
    public double At(int step) => Lowest * Math.Pow(Highest / Lowest, step / (Steps - 1.0));
}
