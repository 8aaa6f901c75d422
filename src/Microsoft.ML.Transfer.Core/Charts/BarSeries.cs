namespace Microsoft.ML.Transfer.Charts;

/// <summary>Bars of one colour, one in each category of a chart.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Values">A value for each category, in their order; one whose value is not a number has no bar.</param>
public sealed record BarSeries(string Name, IReadOnlyList<BarValue> Values);

/// <summary>The length of a bar.</summary>
/// <param name="Value">The value; not a number where there is none.</param>
/// <param name="Low">The lower end of its interval; null for none.</param>
/// <param name="High">The upper end; null for none.</param>
public readonly record struct BarValue(double Value, double? Low = null, double? High = null);
