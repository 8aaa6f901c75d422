namespace Microsoft.ML.Transfer;

/// <summary>How several tasks are trained together. Immutable; each range is checked where the value is set.</summary>
public record MultiTaskOptions : FineTuningOptions
{
    /// <summary>The defaults.</summary>
    public MultiTaskOptions()
    {
    }

    /// <summary>How any model is fine-tuned, and the defaults for the rest.</summary>
    /// <param name="common">What is common to all trainings.</param>
    public MultiTaskOptions(FineTuningOptions common)
        : base(common)
    {
    }

    /// <summary>How often each task has its turn; annealed by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such way.</exception>
    public TaskSampling Sampling
    {
        get;
        init => field = Require(value, Enum.IsDefined(value), nameof(Sampling), "must be Proportional, Annealed or Uniform");
    } = TaskSampling.Annealed;

    /// <inheritdoc/>
    internal override string TrainingSettings() => FormattableString.Invariant($"{base.TrainingSettings()} {Sampling}");
}
