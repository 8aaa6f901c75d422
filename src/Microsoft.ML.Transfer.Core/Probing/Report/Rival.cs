namespace Microsoft.ML.Transfer.Probing;

/// <summary>What a layer is to be compared with before anything is said in its favour.</summary>
/// <param name="Score">What is reached.</param>
/// <param name="Name">By what, in words that fit into a sentence.</param>
internal sealed record Rival(ProbeScore Score, string Name)
{
    /// <summary>The one that reaches most, the first of those that are equal.</summary>
    public static Rival StrongestOf(params IEnumerable<Rival> rivals) => rivals.MaxBy(rival => rival.Score.Value)!;

    /// <summary>Whether a score is above this one: intervals that do not overlap are stricter than a test of the difference, so that no claim is made too early.</summary>
    public bool IsBeatenBy(ProbeScore score) => score.Low > Score.High;
}
