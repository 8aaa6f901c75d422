namespace Microsoft.ML.Transfer.Probing;

/// <summary>What each layer of an encoder knows of a task.</summary>
/// <param name="Task">The task, such as <c>upos</c>.</param>
/// <param name="Model">The encoder.</param>
/// <param name="Probe">The probe.</param>
/// <param name="Labels">The names of the classes, in the order of their numbers.</param>
/// <param name="Baselines">What is reached without the vectors.</param>
/// <param name="Results">What was found in each layer, in the order of the layers.</param>
public sealed partial record ProbeReport(string Task, string Model, string Probe, IReadOnlyList<string> Labels, ProbeBaselines Baselines, IReadOnlyList<ProbeResult> Results) : ProbingReport
{
    /// <summary>How many rows, such as words, were probed.</summary>
    public required int Rows { get; init; }

    /// <summary>How many groups, such as sentences, they belong to.</summary>
    public required int Groups { get; init; }

    /// <summary>How many folds there were.</summary>
    public required int Folds { get; init; }

    /// <summary>The seed of folds, control labels and intervals.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How many rows the test split has; 0 where there is none.</summary>
    public int TestRows { get; init; }

    /// <summary>How many of them belong to texts or sentences that stand word for word in the data that were trained on: they are easy.</summary>
    public int SharedTestRows { get; init; }

    /// <summary>The layer with the highest accuracy, the lowest of those that are equal.</summary>
    public ProbeResult Best => Results.MaxBy(result => result.Accuracy.Value) ?? throw new InvalidOperationException("No layer was probed.");
}
