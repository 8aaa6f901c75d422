namespace Microsoft.ML.Transfer;

/// <summary>How a model is fine-tuned to answer questions, and how its answers are chosen. Immutable; each range is checked where the value is set.</summary>
/// <remarks>A context that has no room beside its question is read in windows of <see cref="FineTuningOptions.MaximumLength"/> tokens, 384 where null (Devlin et al., 2019).</remarks>
public record QuestionAnsweringOptions : FineTuningOptions
{
    internal const int DefaultLength = 384;

    /// <summary>The defaults.</summary>
    public QuestionAnsweringOptions()
    {
    }

    /// <summary>How any model is fine-tuned, and the defaults for the rest.</summary>
    /// <param name="common">What is common to all trainings.</param>
    public QuestionAnsweringOptions(FineTuningOptions common)
        : base(common)
    {
    }

    /// <summary>
    /// How many tokens of the context a window repeats from the one before, at least 0 and below half of the room that the special tokens leave; null for 128 (Devlin et al., 2019), or
    /// a quarter of that room where it is less.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 0.</exception>
    public int? Stride
    {
        get;
        init => field = Require(value, value is null or >= 0, nameof(Stride), "must be at least 0");
    }

    /// <summary>The most tokens of an answer that is found, at least 1; 30 by default (Devlin et al., 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaximumAnswerLength
    {
        get;
        init => field = Require(value, value >= 1, nameof(MaximumAnswerLength), "must be at least 1");
    } = 30;

    /// <summary>
    /// By how much the score that there is no answer must exceed that of the best part of the context so that none is given (Rajpurkar et al., 2018); null for always giving one. 0 by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public float? NoAnswerThreshold
    {
        get;
        init => field = Require(value, value is null || float.IsFinite(value.Value), nameof(NoAnswerThreshold), "must be finite");
    } = 0f;

    /// <inheritdoc/>
    internal override string TrainingSettings() => FormattableString.Invariant($"{base.TrainingSettings()} {Stride} {MaximumAnswerLength} {NoAnswerThreshold:R}");
}
