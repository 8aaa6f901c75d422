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
        var links = sentences.Select(sentence => Dependencies(sentence.Tree, kinds)).ToList();
        return new WordLinks([.. kinds.OrderBy(kind => kind.Value).Select(kind => kind.Key)], links);
    }

    /// <summary>
    /// From each finite verb to its subject where both have a number, and the same. With a copula or an auxiliary, which Universal Dependencies attach to the same head as the subject, it is
    /// that which agrees.
    /// </summary>
    public static WordLinks OfAgreement(IReadOnlyList<ReadSentence> sentences) => new([Agreement, Attracted], [.. sentences.Select(sentence => Agreements(sentence.Tree))]);

    private static WordLink[] Dependencies(DependencyTree tree, Dictionary<string, int> kinds)
    {
        var links = new List<WordLink>(2 * tree.Length);
        for (var word = 0; word < tree.Length; word++)
        {
            var head = tree.Heads[word];
            if (head == DependencyTree.Root || tree.IsPunctuation(word))
                continue;
            var relation = tree.Sentence.Words[word].Relation;
            if (!kinds.TryGetValue(relation, out var kind))
                kinds.Add(relation, kind = kinds.Count);
            links.Add(new WordLink(word, head, 0));
            links.Add(new WordLink(word, head, kind));
        }
        return [.. links];
    }

    private static WordLink[] Agreements(DependencyTree tree)
    {
        var links = new List<WordLink>();
        for (var subject = 0; subject < tree.Length; subject++)
        {
            if (!tree.HasRelation(subject, "nsubj") || tree.Sentence.Words[subject].Feature("Number") is not { } number)
                continue;
            var verb = FiniteVerb(tree, tree.Heads[subject]);
            if (verb < 0 || !string.Equals(tree.Sentence.Words[verb].Feature("Number"), number, StringComparison.Ordinal))
                continue;
            links.Add(new WordLink(verb, subject, 0));
            if (HasAttractor(tree, subject, verb, number))
                links.Add(new WordLink(verb, subject, 1));
        }
        return [.. links];
    }

    /// <summary>The finite form of a predicate: its first auxiliary or copula that is finite, else itself; -1 where nothing is.</summary>
    private static int FiniteVerb(DependencyTree tree, int predicate)
    {
        for (var word = 0; word < tree.Length; word++)
        {
            if (tree.Heads[word] == predicate && (tree.HasRelation(word, "aux") || tree.HasRelation(word, "cop")) && IsFinite(word))
                return word;
        }
        return predicate != DependencyTree.Root && IsFinite(predicate) ? predicate : -1;

        bool IsFinite(int word) => string.Equals(tree.Sentence.Words[word].Feature("VerbForm"), "Fin", StringComparison.Ordinal);
    }

    private static bool HasAttractor(DependencyTree tree, int subject, int verb, string number)
    {
        for (var word = Math.Min(subject, verb) + 1; word < Math.Max(subject, verb); word++)
        {
            if (tree.Sentence.Words[word].Upos is "NOUN" or "PROPN" or "PRON" && tree.Sentence.Words[word].Feature("Number") is { } other && !string.Equals(other, number, StringComparison.Ordinal))
                return true;
        }
        return false;
    }
}
