using System.Globalization;

namespace Microsoft.ML.Transfer.Charts;

/// <summary>What an axis, or the shades of a heat map, stand for.</summary>
/// <param name="Title">What is measured, with its unit in parentheses where it has one: "Description length (kbit)". The percent sign of shares is added.</param>
/// <param name="Scale">What kind of numbers they are.</param>
public sealed record ChartAxis(string Title, AxisScale Scale = AxisScale.Number)
{
    /// <summary>Where the axis begins; at or somewhat below the least value when null.</summary>
    public double? Minimum { get; init; }

    /// <summary>Where the axis ends; at or somewhat above the greatest value when null.</summary>
    public double? Maximum { get; init; }

    /// <summary>The title as it is written.</summary>
    internal string Caption => Scale == AxisScale.Share ? (Title + " (%)").Trim() : Title;

    /// <summary>A number as it stands at a tick; ticks of shares have no percent sign, the axis has.</summary>
    internal string TickText(double value, Ticks ticks)
    {
        if (Scale == AxisScale.Share)
            return (value * 100).ToString("F" + Invariant(Math.Max(0, ticks.Decimals - 2)), CultureInfo.InvariantCulture);
        // Numbers with many digits are as wide as the plot.
        return Math.Max(Math.Abs(ticks.Minimum), Math.Abs(ticks.Maximum)) >= 1e7 || ticks.Step < 1e-5
            ? value.ToString("G9", CultureInfo.InvariantCulture)
            : value.ToString("N" + Invariant(ticks.Decimals), CultureInfo.InvariantCulture);
    }

    /// <summary>A number as it stands by itself.</summary>
    internal string ValueText(double value) => Scale switch
    {
        AxisScale.Share => (value * 100).ToString("F1", CultureInfo.InvariantCulture) + "\u00A0%",
        AxisScale.Whole => value.ToString("N0", CultureInfo.InvariantCulture),
        _ => value.ToString("G4", CultureInfo.InvariantCulture),
    };

    /// <summary>The ends of the axis and its ticks, for values between two.</summary>
    internal (double Minimum, double Maximum, Ticks Ticks) Range(double least, double greatest, int steps)
    {
        var whole = Scale == AxisScale.Whole;
        var (minimum, maximum) = (Minimum ?? Math.Min(least, Maximum ?? least), Maximum ?? Math.Max(greatest, Minimum ?? greatest));
        if (Minimum is not null && Maximum is not null)
            return (minimum, maximum, Ticks.Within(minimum, maximum, steps, whole));
        var around = Ticks.Around(minimum, maximum, steps, whole);
        (minimum, maximum) = (Minimum ?? around.Minimum, Maximum ?? around.Maximum);
        return (minimum, maximum, Ticks.Within(minimum, maximum, steps, whole));
    }

    /// <summary>Refuses ends that are none.</summary>
    internal void Check()
    {
        if ((Minimum is { } minimum && !double.IsFinite(minimum)) || (Maximum is { } maximum && !double.IsFinite(maximum)) || Minimum >= Maximum)
            throw new InvalidOperationException($"The axis \"{Title}\" cannot go from {Minimum?.ToString(CultureInfo.InvariantCulture) ?? "the least value"} to {Maximum?.ToString(CultureInfo.InvariantCulture) ?? "the greatest"}.");
    }

    private static string Invariant(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What kind of numbers an axis has.</summary>
public enum AxisScale
{
    /// <summary>Any numbers.</summary>
    Number,

    /// <summary>Shares from 0 to 1, written in percent.</summary>
    Share,

    /// <summary>Whole numbers, such as layers.</summary>
    Whole,
}
