using System.Text;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>A tokenizer that knows more words than before, for texts of another domain than those that its vocabulary was made from.</summary>
/// <param name="Tokenizer">The tokenizer. Its old tokens have the ids they had.</param>
/// <param name="Tokens">What is new, by id; ids follow each other.</param>
/// <param name="Words">The words that are one token now, the most frequent first.</param>
internal sealed record VocabularyExtension(PretrainedTokenizer Tokenizer, IReadOnlyList<NewToken> Tokens, IReadOnlyList<string> Words)
{
    /// <summary>Adds the most frequent words that a tokenizer splits, or does not know.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="texts">The texts of the domain, read once.</param>
    /// <param name="count">How many words at most.</param>
    /// <param name="minimumCount">How often a word occurs at least.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static VocabularyExtension Of(PretrainedTokenizer tokenizer, IEnumerable<string> texts, int count, int minimumCount, CancellationToken cancellation)
    {
        var (definition, pieces) = (tokenizer.Definition, new TokenList());
        WordCount[] words =
        [
            .. tokenizer.CountWords(texts, cancellation)
                .Where(word => word.Count >= minimumCount && IsSplit(word.Word) && IsWord(word.Word))
                .OrderByDescending(word => word.Count).ThenBy(word => word.Word, StringComparer.Ordinal)
                .Take(count)
                .Select(word => new WordCount(word.Word, word.Count)),
        ];
        if (words.Length == 0)
            return new VocabularyExtension(tokenizer, [], []);
        var extended = definition.Model.Extend(words, tokenizer.IdLimit, tokenizer.IdToToken);
        return new VocabularyExtension(new PretrainedTokenizer(definition with { Model = extended.Model }), extended.Tokens, [.. extended.Words.Select(Readable)]);

        bool IsSplit(string word)
        {
            pieces.Clear();
            definition.Model.Tokenize(word, pieces);
            // A single token of another text is the unknown one.
            return pieces.Count > 1 || (pieces.Count == 1 && definition.Model.Vocabulary.IdOf(word) < 0);
        }

        // Numbers and runs of punctuation are split with good reason.
        bool IsWord(string word) => Readable(word).EnumerateRunes().Count(Rune.IsLetter) > 1;

        string Readable(string word)
        {
            if (definition.Decoder is not { } decoder)
                return word;
            List<string> tokens = [word];
            decoder.Decode(tokens);
            return string.Concat(tokens).Trim();
        }
    }
}
