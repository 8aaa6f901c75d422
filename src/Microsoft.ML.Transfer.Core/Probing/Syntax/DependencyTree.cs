using Microsoft.ML.Transfer.Treebanks;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>The tree that the dependencies of a sentence make.</summary>
internal sealed class DependencyTree
{
    /// <summary>The head of the word that has none.</summary>
    public const int Root = -1;

    private const string Punctuation = "punct";

    private readonly int[] _heads;

    /// <summary>Checks the heads of a sentence.</summary>
    /// <exception cref="InvalidDataException">They make no tree; the message names the line.</exception>
    public DependencyTree(TreebankSentence sentence)
    {
        Sentence = sentence;
        _heads = [.. sentence.Words.Select((word, i) => HeadOf(word, i))];
        if (_heads.Count(head => head == Root) is var roots and not 1)
            throw Error($"{roots} words have no head; a tree has one root");
        Depths = FindDepths();
        RootWord = Array.IndexOf(_heads, Root);
    }

    public TreebankSentence Sentence { get; }

    /// <summary>For each word its head, counted from 0; <see cref="Root"/> for the word that has none.</summary>
    public IReadOnlyList<int> Heads => _heads;

    /// <summary>How many steps each word is away from the root, which has 0.</summary>
    public int[] Depths { get; }

    /// <summary>The word without a head.</summary>
    public int RootWord { get; }

    /// <summary>The number of words.</summary>
    public int Length => _heads.Length;

    /// <summary>The trees of sentences; those without words are left out.</summary>
    /// <exception cref="InvalidDataException">The heads of a sentence make no tree.</exception>
    public static List<DependencyTree> Of(IEnumerable<TreebankSentence> sentences) => [.. sentences.Where(sentence => sentence.Words.Count > 0).Select(sentence => new DependencyTree(sentence))];

    /// <summary>Whether a word is punctuation, by its relation.</summary>
    public bool IsPunctuation(int word) => HasRelation(word, Punctuation);

    /// <summary>Whether a word has a relation or one of its subtypes: <c>nsubj:pass</c> is a <c>nsubj</c>.</summary>
    public bool HasRelation(int word, string relation)
    {
        var own = Sentence.Words[word].Relation;
        return own.StartsWith(relation, StringComparison.Ordinal) && (own.Length == relation.Length || own[relation.Length] == ':');
    }

    /// <summary>The number of edges between two words on their way through the tree.</summary>
    public int Distance(int a, int b)
    {
        var steps = 0;
        for (; a != b; steps++)
        {
            // The deeper of two different words is not on the way of both to the root.
            if (Depths[a] >= Depths[b])
                a = _heads[a];
            else
                b = _heads[b];
        }
        return steps;
    }

    private int HeadOf(TreebankWord word, int index) => word.Head switch
    {
        null => throw Error($"'{word.Form}' has no head; a dependency tree needs one for each word"),
        0 => Root,
        { } head when head < 0 || head > Sentence.Words.Count || head == index + 1 =>
            throw Error($"the head of '{word.Form}' is word {head}; it must be another of the {Sentence.Words.Count} words, or 0 for the root"),
        { } head => head - 1,
    };

    private int[] FindDepths()
    {
        var depths = new int[_heads.Length];
        Array.Fill(depths, -1);
        for (var word = 0; word < _heads.Length; word++)
        {
            var (steps, at) = (0, word);
            for (; at != Root && depths[at] < 0; at = _heads[at])
            {
                if (++steps > _heads.Length)
                    throw Error($"the heads from '{Sentence.Words[word].Form}' on lead round in a circle; in a tree they lead to the root");
            }
            var depth = (at == Root ? -1 : depths[at]) + steps;
            for (at = word; at != Root && depths[at] < 0; at = _heads[at])
                depths[at] = depth--;
        }
        return depths;
    }

    private InvalidDataException Error(string what) => new($"In the sentence on line {Sentence.Line} {what}.");
}
