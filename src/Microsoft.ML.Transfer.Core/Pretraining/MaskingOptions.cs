using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>Which tokens of a text are to be predicted, and what stands in their place (Devlin et al., 2019). Immutable.</summary>
public sealed record MaskingOptions
{
    /// <summary>The part of the tokens that are to be predicted, above 0 and at most 1; at least one token of each text. 0.15 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public double Rate
    {
        get;
        init => field = OptionRange.Checked(value, value is > 0 and <= 1, "must be above 0 and at most 1");
    } = 0.15;

    /// <summary>The probability that one of them is replaced by the mask token, from 0 to 1. 0.8 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public double MaskShare
    {
        get;
        init => field = OptionRange.Checked(value, value is >= 0 and <= 1, "must be from 0 to 1");
    } = 0.8;

    /// <summary>The probability that one of them is replaced by any token of the vocabulary, from 0 to 1; what is left stays as it is. 0.1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public double RandomShare
    {
        get;
        init => field = OptionRange.Checked(value, value is >= 0 and <= 1, "must be from 0 to 1");
    } = 0.1;

    /// <summary>Whether words are chosen as a whole, with all their tokens, rather than each token by itself.</summary>
    public bool WholeWords { get; init; }

    /// <summary>For measuring rather than training: everything that is to be predicted is replaced by the mask token.</summary>
    internal static MaskingOptions ForMeasuring { get; } = new() { MaskShare = 1, RandomShare = 0 };
}
