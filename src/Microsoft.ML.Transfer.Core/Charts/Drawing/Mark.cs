namespace Microsoft.ML.Transfer.Charts;

/// <summary>The shapes of points: each series has its own, so that they can be told apart without colours.</summary>
internal static class Mark
{
    /// <summary>How many shapes there are.</summary>
    public const int Shapes = 7;

    /// <summary>Adds the shape of a series around a point; all shapes cover about the area of a circle of the radius.</summary>
    public static void Add(PathData path, int series, double x, double y, double radius)
    {
        var r = radius;
        switch (series % Shapes)
        {
            case 0:
                path.MoveTo(x - r, y).ArcTo(r, x + r, y).ArcTo(r, x - r, y).Close();
                break;
            case 1:
                var half = r * 0.89;
                path.Polygon((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half));
                break;
            case 2:
                path.Polygon((x, y - (r * 1.4)), (x + (r * 1.25), y + (r * 0.85)), (x - (r * 1.25), y + (r * 0.85)));
                break;
            case 3:
                path.Polygon((x, y - (r * 1.35)), (x + (r * 1.35), y), (x, y + (r * 1.35)), (x - (r * 1.35), y));
                break;
            case 4:
                path.Polygon((x - (r * 1.25), y - (r * 0.85)), (x + (r * 1.25), y - (r * 0.85)), (x, y + (r * 1.4)));
                break;
            case 5:
                // A cross with thick arms.
                var (a, b) = (r * 1.2, r * 0.42);
                path.Polygon((x - b, y - a), (x + b, y - a), (x + b, y - b), (x + a, y - b), (x + a, y + b), (x + b, y + b), (x + b, y + a), (x - b, y + a), (x - b, y + b), (x - a, y + b), (x - a, y - b), (x - b, y - b));
                break;
            default:
                path.Polygon((x - (r * 0.6), y - (r * 1.05)), (x + (r * 0.6), y - (r * 1.05)), (x + (r * 1.2), y), (x + (r * 0.6), y + (r * 1.05)), (x - (r * 0.6), y + (r * 1.05)), (x - (r * 1.2), y));
                break;
        }
    }

    /// <summary>The shape of a series around a point.</summary>
    public static string Of(int series, double x, double y, double radius)
    {
        var path = new PathData();
        Add(path, series, x, y, radius);
        return path.ToString();
    }
}
