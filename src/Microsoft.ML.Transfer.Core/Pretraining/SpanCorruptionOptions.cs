using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>How much of a text is hidden from an encoder–decoder, and in spans of which length (Raffel et al., 2020). Immutable.</summary>
public sealed record SpanCorruptionOptions
{
    /// <summary>The part of the tokens that is hidden, above 0 and below 1; at least one token. 0.15 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public double NoiseDensity
    {
        get;
        init => field = OptionRange.Checked(value, value is > 0 and < 1, "must be above 0 and below 1");
    } = 0.15;

    /// <summary>The mean length of a hidden span, in tokens, at least 1. 3 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public double MeanSpanLength
    {
        get;
        init => field = OptionRange.Checked(value, value >= 1 && double.IsFinite(value), "must be a number of at least 1");
    } = 3;
}
