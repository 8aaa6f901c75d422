namespace Microsoft.ML.Transfer.Training;

/// <summary>How the learning rate goes on after the warm-up.</summary>
public enum LearningRateDecay
{
    /// <summary>It stays.</summary>
    None,

    /// <summary>It falls to 0 in a straight line.</summary>
    Linear,

    /// <summary>It falls to 0 along half a cosine (Loshchilov and Hutter, 2017).</summary>
    Cosine,

    /// <summary>It falls to <see cref="LearningRateSchedule.EndFactor"/> of its peak along a power of what is left.</summary>
    Polynomial,
}

/// <summary>The learning rate of each step: from 0 up to the peak in a straight line, then down. The first step of a warm-up has the rate 0.</summary>
/// <param name="Peak">The highest rate, above 0.</param>
/// <param name="Decay">How it goes on after the warm-up.</param>
public sealed record LearningRateSchedule(double Peak, LearningRateDecay Decay = LearningRateDecay.Linear)
{
    /// <summary>The part of all steps that the warm-up takes, from 0 to 1, where <see cref="WarmupSteps"/> does not say how many: 10 % as in BERT.</summary>
    public double WarmupFraction { get; init; } = 0.1;

    /// <summary>The number of steps of the warm-up; null for <see cref="WarmupFraction"/> of all.</summary>
    public int? WarmupSteps { get; init; }

    /// <summary>The number of steps after the warm-up in which the rate stays at its peak before it falls, at least 0.</summary>
    public int HeldSteps { get; init; }

    /// <summary>The power of <see cref="LearningRateDecay.Polynomial"/>, above 0.</summary>
    public double Power { get; init; } = 1;

    /// <summary>The part of the peak at which <see cref="LearningRateDecay.Polynomial"/> ends, from 0 to 1.</summary>
    public double EndFactor { get; init; }

    /// <summary>The rate of a step.</summary>
    /// <param name="step">Which step, from 0.</param>
    /// <param name="steps">The number of steps of the whole training.</param>
    public double At(int step, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        var warmup = WarmupSteps ?? (int)Math.Ceiling(WarmupFraction * steps);
        if (step < warmup)
            return Peak * step / warmup;
        var left = Math.Clamp((steps - step) / (double)Math.Max(1, steps - warmup - HeldSteps), 0, 1);
        return Peak * Decay switch
        {
            LearningRateDecay.None => 1,
            LearningRateDecay.Linear => left,
            LearningRateDecay.Cosine => 0.5 * (1 + Math.Cos(Math.PI * (1 - left))),
            _ => EndFactor + (1 - EndFactor) * Math.Pow(left, Power),
        };
    }

    internal void Check()
    {
        OptionRange.Require(Peak, Peak > 0 && double.IsFinite(Peak), "The highest learning rate must be above 0; for fine-tuning, 2e-5 to 5e-5 is usual.");
        OptionRange.Require(WarmupFraction, WarmupFraction >= 0 && WarmupFraction <= 1, "The warm-up is a part of all steps, from 0 to 1.");
        OptionRange.Require(WarmupSteps, WarmupSteps is null or >= 0, "The warm-up takes at least 0 steps.");
        OptionRange.Require(HeldSteps, HeldSteps >= 0, "The rate stays at its peak for at least 0 steps.");
        OptionRange.Require(Power, Power > 0, "The power must be above 0.");
        OptionRange.Require(EndFactor, EndFactor >= 0 && EndFactor <= 1, "The rate ends at a part of its peak, from 0 to 1.");
    }
}
