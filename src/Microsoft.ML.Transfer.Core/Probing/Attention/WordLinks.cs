using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>A word and another that attention should find from it.</summary>
/// <param name="From">The word.</param>
/// <param name="To">The other.</param>
/// <param name="Kind">What links them: an index of names.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WordLink(int From, int To, int Kind);

/// <summary>Links between the words of sentences.</summary>
/// <param name="Names">What there is of links.</param>
/// <param name="BySentence">The links of each sentence.</param>
internal sealed record WordLinks(IReadOnlyList<string> Names, IReadOnlyList<WordLink[]> BySentence)
{
    /// <summary>The links of all dependencies together.</summary>
    public const string All = "all";

    /// <summary>Links between a verb and its subject where both have the same number.</summary>
    public const string Agreement = "agreement";

    /// <summary>The part of them with a noun of another number between the two.</summary>
    public const string Attracted = "agreement over an attractor";

    /// <summary>
    /// From each word to its head, by relation, and once more under <see cref="All"/>. Punctuation, which is attached by convention, and the root, which has no head, have none.
    /// </summary>
    public static WordLinks OfDependencies(IReadOnlyList<ReadSentence> sentences)
    {
        var kinds = new Dictionary<string, int>(StringComparer.Ordinal) { [All] = 0 };
        var links = sentences.Select(sentence => Dependencies(sentence.Source, kinds)).ToList();
        return new WordLinks([.. kinds.OrderBy(kind => kind.Value).Select(kind => kind.Key)], links);
    }

    /// <summary>
    /// From each finite verb to its subject where both have a number, and the same. With a copula or an auxiliary, which Universal Dependencies attach to the same head as the subject, it is
    /// that which agrees.
    /// </summary>
    public static WordLinks OfAgreement(IReadOnlyList<ReadSentence> sentences) => new([Agreement, Attracted], [.. sentences.Select(sentence => Agreements(sentence.Source))]);

    private static WordLink[] Dependencies(ParsedSentence sentence, Dictionary<string, int> kinds)
    {
        var links = new List<WordLink>(2 * sentence.Words.Count);
        for (var word = 0; word < sentence.Words.Count; word++)
        {
            var head = sentence.Heads[word];
            if (head == ParsedSentence.Root || sentence.IsPunctuation(word))
                continue;
            if (!kinds.TryGetValue(sentence.Relations[word], out var kind))
                kinds.Add(sentence.Relations[word], kind = kinds.Count);
            links.Add(new WordLink(word, head, 0));
            links.Add(new WordLink(word, head, kind));
        }
        return [.. links];
    }

    private static WordLink[] Agreements(ParsedSentence sentence)
    {
        var links = new List<WordLink>();
        for (var subject = 0; subject < sentence.Words.Count; subject++)
        {
            if (!sentence.HasRelation(subject, "nsubj") || sentence.Feature(subject, "Number") is not { } number)
                continue;
            var verb = FiniteVerb(sentence, sentence.Heads[subject]);
            if (verb < 0 || !string.Equals(sentence.Feature(verb, "Number"), number, StringComparison.Ordinal))
                continue;
            links.Add(new WordLink(verb, subject, 0));
            if (HasAttractor(sentence, subject, verb, number))
                links.Add(new WordLink(verb, subject, 1));
        }
        return [.. links];
    }

    /// <summary>The finite form of a predicate: its first auxiliary or copula that is finite, else itself; -1 where nothing is.</summary>
    private static int FiniteVerb(ParsedSentence sentence, int predicate)
    {
        for (var word = 0; word < sentence.Words.Count; word++)
        {
            if (sentence.Heads[word] == predicate && (sentence.HasRelation(word, "aux") || sentence.HasRelation(word, "cop")) && IsFinite(word))
                return word;
        }
        return predicate != ParsedSentence.Root && IsFinite(predicate) ? predicate : -1;

        bool IsFinite(int word) => string.Equals(sentence.Feature(word, "VerbForm"), "Fin", StringComparison.Ordinal);
    }

    private static bool HasAttractor(ParsedSentence sentence, int subject, int verb, string number)
    {
        for (var word = Math.Min(subject, verb) + 1; word < Math.Max(subject, verb); word++)
        {
            if (sentence.Tags?[word] is "NOUN" or "PROPN" or "PRON" && sentence.Feature(word, "Number") is { } other && !string.Equals(other, number, StringComparison.Ordinal))
                return true;
        }
        return false;
    }
}
