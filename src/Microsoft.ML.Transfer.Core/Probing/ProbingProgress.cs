using System.Globalization;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>How far a probing is.</summary>
/// <param name="Doing">What is being done, such as <c>layer 3</c>.</param>
/// <param name="Done">How many steps are done.</param>
/// <param name="Steps">How many there are.</param>
public sealed record ProbingProgress(string Doing, int Done, int Steps)
{
    /// <summary>In a line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Probing: {Done} of {Steps} steps done; {Doing}");
}
