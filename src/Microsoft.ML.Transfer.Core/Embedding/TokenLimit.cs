using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer;

/// <summary>How many tokens an encoder is given at once.</summary>
internal static class TokenLimit
{
    /// <summary>A tokenizer that truncates to what is read at once.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="maximumPositions">The longest sequence that the encoder reads.</param>
    /// <param name="maximumLength">The most tokens, special tokens included; null for the model's own limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no room beside the special tokens.</exception>
    public static PretrainedTokenizer Apply(PretrainedTokenizer tokenizer, int maximumPositions, int? maximumLength)
    {
        var limit = Math.Min(maximumLength ?? int.MaxValue, Math.Min(maximumPositions, tokenizer.ModelMaxLength ?? int.MaxValue));
        var special = tokenizer.SpecialTokenCount(pair: true);
        return limit >= special + 2
            ? tokenizer.With(new TruncationOptions(limit), padding: null)
            : throw new ArgumentOutOfRangeException(nameof(maximumLength), limit, $"A maximum length of {limit} tokens leaves no room beside the special tokens; it must be at least {special + 2}.");
    }
}
