using System.Globalization;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>A measured number with its 95 % interval.</summary>
/// <param name="Value">What was measured.</param>
/// <param name="Low">The lower end of the interval.</param>
/// <param name="High">The upper end.</param>
public sealed record ProbeScore(double Value, double Low, double High)
{
    /// <summary>In a line, in percent.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{100 * Value:F1} % ({100 * Low:F1}–{100 * High:F1})");
}
