using System.Globalization;
using System.Text;

namespace Microsoft.ML.Transfer.Charts;

/// <summary>The commands of a path.</summary>
internal sealed class PathData
{
    private readonly StringBuilder _commands = new();

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _commands.Length == 0;

    public PathData MoveTo(double x, double y) => Write($"M{x:0.##} {y:0.##}");

    public PathData LineTo(double x, double y) => Write($"L{x:0.##} {y:0.##}");

    /// <summary>Half a circle from where the pen is.</summary>
    public PathData ArcTo(double radius, double x, double y) => Write($"A{radius:0.##} {radius:0.##} 0 0 1 {x:0.##} {y:0.##}");

    public PathData Close()
    {
        _commands.Append('Z');
        return this;
    }

    /// <summary>A closed line through points.</summary>
    public PathData Polygon(params ReadOnlySpan<(double X, double Y)> points)
    {
        MoveTo(points[0].X, points[0].Y);
        foreach (var (x, y) in points[1..])
            LineTo(x, y);
        return Close();
    }

    public override string ToString() => _commands.ToString();

    private PathData Write(FormattableString command)
    {
        _commands.Append(command.ToString(CultureInfo.InvariantCulture));
        return this;
    }
}
