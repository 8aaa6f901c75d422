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
            return Text(value * 100, "F" + Math.Max(0, ticks.Decimals - 2).ToString(CultureInfo.InvariantCulture));
        // Digits beyond these would be as wide as the plot.
        var hasManyDigits = Math.Max(Math.Abs(ticks.Minimum), Math.Abs(ticks.Maximum)) >= 1e9 || ticks.Step < 1e-6;
        return Text(value, hasManyDigits ? "G10" : "N" + ticks.Decimals.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A number as it stands by itself.</summary>
    internal string ValueText(double value) => Scale switch
    {
        AxisScale.Share => Text(value * 100, "F1") + "\u00A0%",
        AxisScale.Whole => Text(value, "N0"),
        _ => Text(value, "G4"),
    };

    /// <summary>The ends of the axis and its ticks, for values between two.</summary>
    internal (double Minimum, double Maximum, Ticks Ticks) Range(double least, double greatest, int steps)
    {
        var whole = Scale == AxisScale.Whole;
        var (minimum, maximum) = (Minimum ?? Math.Min(least, Maximum ?? least), Maximum ?? Math.Max(greatest, Minimum ?? greatest));
        if (Minimum is not null && Maximum is not null)
            return (minimum, maximum, Ticks.Within(minimum, maximum, steps, whole));
        var around = Ticks.Around(minimum, maximum, steps, whole);
        var isFree = Minimum is null && Maximum is null;
        (minimum, maximum) = (Minimum ?? around.Minimum, Maximum ?? around.Maximum);
        return (minimum, maximum, isFree ? around : Ticks.Within(minimum, maximum, steps, whole));
    }

    /// <summary>Refuses ends that are none.</summary>
    internal void Check()
    {
        if ((Minimum is { } minimum && !double.IsFinite(minimum)) || (Maximum is { } maximum && !double.IsFinite(maximum)) || Minimum >= Maximum)
            throw new InvalidOperationException($"The axis \"{Title}\" cannot go from {Minimum?.ToString(CultureInfo.InvariantCulture) ?? "the least value"} to {Maximum?.ToString(CultureInfo.InvariantCulture) ?? "the greatest"}.");
    }

    // With the sign of the typographers, which is as wide as a digit.
    private static string Text(double value, string format) => (value + 0d).ToString(format, CultureInfo.InvariantCulture).Replace('-', '\u2212');
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
