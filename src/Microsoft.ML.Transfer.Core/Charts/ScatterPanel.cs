namespace Microsoft.ML.Transfer.Charts;

/// <summary>A cloud of points.</summary>
/// <param name="Title">What it is of, such as the layer.</param>
/// <param name="Points">The points.</param>
public sealed record ScatterPanel(string Title, IReadOnlyList<ScatterPoint> Points)
{
    /// <summary>What is to be known of it, such as how well the groups are apart; null for nothing.</summary>
    public string? Note { get; init; }
}

/// <summary>A point of a cloud.</summary>
/// <param name="X">How far to the right.</param>
/// <param name="Y">How far up.</param>
/// <param name="Group">Its group, from 0.</param>
public readonly record struct ScatterPoint(double X, double Y, int Group);
