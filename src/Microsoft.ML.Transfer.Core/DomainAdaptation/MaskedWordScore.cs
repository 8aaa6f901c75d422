using System.Globalization;

namespace Microsoft.ML.Transfer.DomainAdaptation;

/// <summary>
/// How well a masked language model predicts words that are hidden as a whole. By word and by character models of different vocabularies can be compared where they were asked for the same
/// words, which by token they cannot; how many tokens a word has, the masks still tell.
/// </summary>
/// <param name="LossPerWord">The mean over words of the sum of the cross-entropies of their tokens, in nats.</param>
/// <param name="LossPerCharacter">The same sum for each character of these words.</param>
/// <param name="Accuracy">The part of the words all of whose tokens have the highest score, from 0 to 1.</param>
/// <param name="Words">How many words were hidden.</param>
/// <param name="TokensPerWord">How many tokens a word of these texts has in the mean.</param>
public sealed record MaskedWordScore(double LossPerWord, double LossPerCharacter, double Accuracy, int Words, double TokensPerWord)
{
    /// <summary>In a line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"loss {LossPerWord:F4} a word, {LossPerCharacter:F4} a character; accuracy {Accuracy:F4} of {Words} words; {TokensPerWord:F3} tokens a word");
}
