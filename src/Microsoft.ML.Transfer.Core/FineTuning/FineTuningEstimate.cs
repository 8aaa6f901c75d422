namespace Microsoft.ML.Transfer;

/// <summary>What a fine-tuning will need, measured on a few of its own steps before it starts.</summary>
/// <param name="PeakMemory">The most memory that the process will hold, in bytes, with what it holds already.</param>
/// <param name="Duration">How long the training will take.</param>
/// <param name="Steps">How many steps it has.</param>
/// <param name="Rehearsed">How many steps were taken to measure.</param>
public sealed record FineTuningEstimate(long PeakMemory, TimeSpan Duration, int Steps, int Rehearsed)
{
    /// <summary>In a line.</summary>
    public override string ToString() => FormattableString.Invariant($"{Steps} steps need about {Text(Duration)} and {PeakMemory / 1e6:F0} MB of memory.");

    private static string Text(TimeSpan duration) => duration switch
    {
        { TotalMinutes: < 2 } => FormattableString.Invariant($"{Math.Max(1, duration.TotalSeconds):F0} seconds"),
        { TotalHours: < 2 } => FormattableString.Invariant($"{duration.TotalMinutes:F0} minutes"),
        _ => FormattableString.Invariant($"{duration.TotalHours:F1} hours"),
    };
}
