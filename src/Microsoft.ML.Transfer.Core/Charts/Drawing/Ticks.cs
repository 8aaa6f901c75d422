namespace Microsoft.ML.Transfer.Charts;

/// <summary>The round values at which an axis is marked: multiples of 1, 2, 2.5 or 5 times a power of ten.</summary>
internal sealed class Ticks
{
    // Beyond it, and for spans that are smaller parts of their values, doubles no longer hold multiples that differ.
    private const double SmallestSpan = 1e-9;

    private static readonly double[] Steps = [1, 2, 2.5, 5, 10];

    private Ticks(double step, int decimals, double first, double last)
    {
        Step = step;
        Decimals = decimals;
        Values = [.. Enumerable.Range(0, (int)Math.Round((last - first) / step) + 1).Select(index => Round(first + (index * step), decimals))];
    }

    /// <summary>From one to the next.</summary>
    public double Step { get; }

    /// <summary>How many decimals tell them apart.</summary>
    public int Decimals { get; }

    /// <summary>The values, rising; at least two.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>The first.</summary>
    public double Minimum => Values[0];

    /// <summary>The last.</summary>
    public double Maximum => Values[^1];

    /// <summary>Ticks that begin at or before the least value and end at or after the greatest.</summary>
    /// <param name="minimum">The least value.</param>
    /// <param name="maximum">The greatest; where it is the same, the range is widened around it.</param>
    /// <param name="steps">About how many steps there may be; one more where the ends make it so.</param>
    /// <param name="whole">Whether only whole numbers are marked.</param>
    public static Ticks Around(double minimum, double maximum, int steps, bool whole = false)
    {
        (minimum, maximum) = Widen(minimum, maximum, whole);
        var (step, decimals) = StepFor((maximum - minimum) / steps, whole);
        // Room for the error of a value that should have been a multiple.
        var slack = Math.Min(step, maximum - minimum) * 1e-6;
        return new(step, decimals, Math.Floor((minimum + slack) / step) * step, Math.Ceiling((maximum - slack) / step) * step);
    }

    /// <summary>The multiples of a round step that are between two values.</summary>
    /// <param name="minimum">The least value.</param>
    /// <param name="maximum">The greatest, more than the least.</param>
    /// <param name="steps">About how many steps there may be.</param>
    /// <param name="whole">Whether only whole numbers are marked.</param>
    public static Ticks Within(double minimum, double maximum, int steps, bool whole = false)
    {
        (minimum, maximum) = Widen(minimum, maximum, whole);
        var (step, decimals) = StepFor((maximum - minimum) / steps, whole);
        var slack = Math.Min(step, maximum - minimum) * 1e-6;
        var (first, last) = (Math.Ceiling((minimum - slack) / step) * step, Math.Floor((maximum + slack) / step) * step);
        return last > first ? new(step, decimals, first, last) : Around(minimum, maximum, steps, whole);
    }

    /// <summary>The range, or one around it where it is too narrow to be marked.</summary>
    public static (double Minimum, double Maximum) Widen(double minimum, double maximum, bool whole)
    {
        var size = Math.Max(Math.Abs(minimum), Math.Abs(maximum));
        if (maximum - minimum > size * SmallestSpan && maximum > minimum)
            return (minimum, maximum);
        var around = whole ? Math.Max(1, size * SmallestSpan) : size == 0 ? 1 : size / 2;
        return (minimum - around, maximum + around);
    }

    private static (double Step, int Decimals) StepFor(double least, bool whole)
    {
        if (whole)
            least = Math.Max(1, least);
        var exponent = (int)Math.Floor(Math.Log10(least));
        var power = Math.Pow(10, exponent);
        var factor = Steps.First(factor => factor * power >= least * (1 - 1e-9) && (!whole || factor != 2.5 || exponent > 0));
        var step = factor * power;
        var decimals = factor == 2.5 ? 1 - exponent : factor == 10 ? -exponent - 1 : -exponent;
        return (step, Math.Clamp(decimals, 0, 15));
    }

    // Multiples of a step such as 0.1 are off in the last digit; negative zero is zero.
    private static double Round(double value, int decimals) => (Math.Abs(value) < 1e12 ? Math.Round(value, decimals) : value) + 0d;
}
