using Microsoft.ML.Transfer.Tensors.Randomness;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.DomainAdaptation;

/// <summary>A passage with words that are to be predicted, whatever the vocabulary.</summary>
/// <param name="Text">The passage.</param>
/// <param name="Words">Which of its words, by their places, are hidden; they follow each other.</param>
/// <param name="Characters">How many characters these have together.</param>
internal sealed record HiddenWords(string Text, IReadOnlyList<int> Words, int Characters)
{
    private const double Rate = 0.15;

    /// <summary>Cuts texts into passages that fit a model, and chooses words. Words that the tokenizer does not know, which are too easily predicted, are none of them.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="tokenizer">The tokenizer of the model. One that splits words into fewer tokens can read the passages too.</param>
    /// <param name="maximumLength">The most tokens of a passage, special tokens included.</param>
    /// <param name="seed">Where the choice comes from.</param>
    public static IReadOnlyList<HiddenWords> Choose(IReadOnlyList<string> texts, PretrainedTokenizer tokenizer, int maximumLength, ulong seed)
    {
        var plain = tokenizer.With(truncation: null, padding: null);
        var unknown = tokenizer.SpecialTokenIds.ToHashSet();
        var room = Math.Max(1, maximumLength - tokenizer.SpecialTokenCount(pair: false));
        var passages = new List<HiddenWords>();
        foreach (var text in texts.SelectMany(text => Cut(text, plain, room)))
        {
            var encoding = plain.Encode(text, addSpecialTokens: false);
            if (encoding.Ids.Length > room)
                continue;
            var random = new CounterRandom(seed, CounterRandom.StreamOf("measuring") ^ (ulong)passages.Count);
            int[] words = [.. encoding.WordIds.Index().GroupBy(token => token.Item).Where(word => word.All(token => !unknown.Contains(encoding.Ids[token.Index]))).Select(word => word.Key)];
            if (words.Length == 0)
                continue;
            int[] hidden = [.. words.Where(word => random.Uniform((ulong)word) < Rate)];
            if (hidden.Length == 0)
                hidden = [words.MinBy(word => random.Uniform((ulong)word))];
            passages.Add(new HiddenWords(text, hidden, hidden.Sum(word => LengthOf(encoding, word))));
        }
        return passages;
    }

    /// <summary>Passages of whole words with at most so many tokens.</summary>
    private static IEnumerable<string> Cut(string text, PretrainedTokenizer tokenizer, int room)
    {
        var encoding = tokenizer.Encode(text, addSpecialTokens: false);
        var begin = 0;
        while (begin < encoding.Ids.Length)
        {
            var end = Math.Min(begin + room, encoding.Ids.Length);
            // Back to where a word begins, unless there is a single word.
            var cut = end;
            while (cut < encoding.Ids.Length && cut > begin && encoding.WordIds[cut] == encoding.WordIds[cut - 1])
                cut--;
            end = cut > begin ? cut : end;
            var (first, last) = (encoding.Offsets[begin].Start, encoding.Offsets[end - 1].End);
            if (first < last)
                yield return text[first..last];
            begin = end;
        }
    }

    private static int LengthOf(TokenEncoding encoding, int word)
    {
        var (first, last) = (Array.IndexOf(encoding.WordIds, word), Array.LastIndexOf(encoding.WordIds, word));
        return encoding.Offsets[last].End - encoding.Offsets[first].Start;
    }
}
