namespace Microsoft.ML.Transfer.Charts;

/// <summary>The room that a text takes, in pixels.</summary>
internal readonly record struct TextBox(double Left, double Top, double Right, double Bottom)
{
    /// <summary>The room of a text at a position.</summary>
    public static TextBox Of(double x, double y, string text, TextStyle style, TextAnchor anchor, bool upwards)
    {
        var width = style.WidthOf(text);
        var before = anchor switch { TextAnchor.Start => 0, TextAnchor.Middle => width / 2, _ => width };
        return upwards
            ? new(x - style.Ascent, y - (width - before), x + style.Descent, y + before)
            : new(x - before, y - style.Ascent, x - before + width, y + style.Descent);
    }

    /// <summary>Whether two texts lie on each other.</summary>
    public bool Overlaps(TextBox other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
}
