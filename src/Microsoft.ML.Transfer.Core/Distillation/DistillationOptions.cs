namespace Microsoft.ML.Transfer;

/// <summary>How a student learns from a teacher (Hinton et al., 2015). Immutable; each range is checked where the value is set. Change a copy with <c>with</c>.</summary>
public sealed record DistillationOptions
{
    /// <summary>What the scores of both are divided by before their softmax, above 0: the higher, the more the teacher's small probabilities count. 2 by default; Hinton et al. find 2.5 to 4 best for small students.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0, or not finite.</exception>
    public float Temperature
    {
        get;
        init => field = value > 0 && float.IsFinite(value) ? value : throw OutOfRange(nameof(Temperature), value, "must be above 0");
    } = 2f;

    /// <summary>The weight of the teacher's probabilities, from 0 to 1; the rest is that of the labels, where there are any. 0.9 by default: labels count little beside a teacher.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public float TeacherWeight
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw OutOfRange(nameof(TeacherWeight), value, "must be from 0 to 1");
    } = 0.9f;

    private static ArgumentOutOfRangeException OutOfRange(string name, float value, string rule) => new(name, value, $"{name} {rule}.");
}
