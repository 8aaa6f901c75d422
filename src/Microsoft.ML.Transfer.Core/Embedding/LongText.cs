namespace Microsoft.ML.Transfer;

/// <summary>What becomes of a text that has more tokens than the maximum length.</summary>
public enum LongText
{
    /// <summary>The tokens past the maximum length are left out.</summary>
    Truncate,

    /// <summary>
    /// The text is cut into windows of the maximum length, each is embedded with its special tokens, and the result is the mean of the
    /// windows, weighted by their numbers of tokens without the special ones.
    /// </summary>
    AverageWindows,
}
