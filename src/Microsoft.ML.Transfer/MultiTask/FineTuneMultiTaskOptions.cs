namespace Microsoft.ML.Transfer;

/// <summary>How <see cref="FineTunedMultiTaskTrainer"/> fine-tunes a model, and the tasks with the columns that it reads and adds.</summary>
/// <remarks>Immutable; each range is checked where the value is set. Use <c>with</c> for a variant.</remarks>
public sealed record FineTuneMultiTaskOptions : FineTuneOptions
{
    /// <summary>The tasks, at least one, of any kinds; each with a name of its own, and no two that add a column of the same name.</summary>
    public IReadOnlyList<TaskColumns> Tasks { get; init; } = [];

    /// <summary>How often each task has its turn; annealed by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such way.</exception>
    public TaskSampling Sampling
    {
        get;
        init => field = new MultiTaskOptions { Sampling = value }.Sampling;
    } = TaskSampling.Annealed;
}
