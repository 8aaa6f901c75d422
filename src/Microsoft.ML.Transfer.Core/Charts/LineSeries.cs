namespace Microsoft.ML.Transfer.Charts;

/// <summary>A line of a chart.</summary>
/// <param name="Name">Its name, written at its end.</param>
/// <param name="Points">Its points, in the order in which they are joined; a point whose <see cref="ChartPoint.Y"/> is not a number is a gap.</param>
public sealed record LineSeries(string Name, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>Whether it stands for what others are compared with: dashed and without marks.</summary>
    public bool IsBaseline { get; init; }

    /// <summary>Which of its points is ringed and has its value written beside it.</summary>
    public MarkedPoint Marked { get; init; }

    /// <summary>The points that can be drawn.</summary>
    internal IEnumerable<ChartPoint> Drawn => Points.Where(point => !double.IsNaN(point.Y));
}

/// <summary>Which point of a line is to be noticed.</summary>
public enum MarkedPoint
{
    /// <summary>None.</summary>
    None,

    /// <summary>The one with the highest value, the first of those that are equal.</summary>
    Highest,

    /// <summary>The one with the lowest value, the first of those that are equal.</summary>
    Lowest,
}

/// <summary>A point of a line.</summary>
/// <param name="X">Its place.</param>
/// <param name="Y">Its value; not a number where there is none.</param>
/// <param name="Low">The lower end of its interval; null for none.</param>
/// <param name="High">The upper end; null for none.</param>
public readonly record struct ChartPoint(double X, double Y, double? Low = null, double? High = null);

/// <summary>A value that is the same everywhere on the axis, to compare with.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The value.</param>
/// <param name="Low">The lower end of its interval; null for none.</param>
/// <param name="High">The upper end; null for none.</param>
public sealed record ReferenceLine(string Name, double Value, double? Low = null, double? High = null);
