namespace Microsoft.ML.Transfer.Probing;

/// <summary>A sentence as words with its dependency tree, in the terms of Universal Dependencies. Immutable.</summary>
public sealed class ParsedSentence
{
    /// <summary>The head of the word that has none.</summary>
    public const int Root = -1;

    private const string Punctuation = "punct";

    private readonly string[] _words;
    private readonly int[] _heads;
    private readonly string[] _relations;

    /// <summary>Checks and keeps a tree.</summary>
    /// <param name="words">The words; at least one.</param>
    /// <param name="heads">For each word its head, counted from 0; <see cref="Root"/> for the one word that has none.</param>
    /// <param name="relations">For each word its relation to the head, such as <c>nsubj</c> or <c>nsubj:pass</c>.</param>
    /// <exception cref="ArgumentException">There is not one head and one relation a word, or the heads make no tree.</exception>
    public ParsedSentence(IReadOnlyList<string> words, IReadOnlyList<int> heads, IReadOnlyList<string> relations)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(heads);
        ArgumentNullException.ThrowIfNull(relations);
        (_words, _heads, _relations) = ([.. words], [.. heads], [.. relations]);
        if (_words.Length == 0)
            throw new ArgumentException("A sentence has at least one word.", nameof(words));
        RequireOneEach(_heads.Length, nameof(heads));
        RequireOneEach(_relations.Length, nameof(relations));
        Depths = FindDepths(heads, _words);
        RootWord = Array.IndexOf(_heads, Root);
    }

    /// <summary>The words.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>For each word its head, counted from 0; <see cref="Root"/> for the word that has none.</summary>
    public IReadOnlyList<int> Heads => _heads;

    /// <summary>For each word its relation to the head.</summary>
    public IReadOnlyList<string> Relations => _relations;

    /// <summary>For each word its universal part of speech, such as <c>NOUN</c>; null where they are not known.</summary>
    /// <exception cref="ArgumentException">There is not one for each word.</exception>
    public IReadOnlyList<string>? Tags
    {
        get;
        init
        {
            field = value is null ? null : [.. value];
            RequireOneEach(field?.Count ?? _words.Length, nameof(Tags));
        }
    }

    /// <summary>For each word its morphological features as CoNLL-U has them, such as <c>Number=Sing|Person=3</c>; null where they are not known.</summary>
    /// <exception cref="ArgumentException">There is not one for each word.</exception>
    public IReadOnlyList<string>? Features
    {
        get;
        init
        {
            field = value is null ? null : [.. value];
            RequireOneEach(field?.Count ?? _words.Length, nameof(Features));
        }
    }

    /// <summary>How many steps each word is away from the root, which has 0.</summary>
    internal int[] Depths { get; }

    /// <summary>The word without a head.</summary>
    internal int RootWord { get; }

    /// <summary>Whether a word is punctuation, by its relation.</summary>
    internal bool IsPunctuation(int word) => HasRelation(word, Punctuation);

    /// <summary>Whether a word has a relation or one of its subtypes: <c>nsubj:pass</c> is a <c>nsubj</c>.</summary>
    internal bool HasRelation(int word, string relation) =>
        _relations[word].StartsWith(relation, StringComparison.Ordinal) && (_relations[word].Length == relation.Length || _relations[word][relation.Length] == ':');

    /// <summary>The value of a morphological feature; null where the word has none.</summary>
    internal string? Feature(int word, string name)
    {
        if (Features is null)
            return null;
        foreach (var feature in Features[word].Split('|'))
        {
            if (feature.Length > name.Length && feature[name.Length] == '=' && feature.StartsWith(name, StringComparison.Ordinal))
                return feature[(name.Length + 1)..];
        }
        return null;
    }

    /// <summary>The number of edges between two words on their way through the tree.</summary>
    internal int Distance(int a, int b)
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

    private static int[] FindDepths(IReadOnlyList<int> heads, string[] words)
    {
        var depths = new int[heads.Count];
        Array.Fill(depths, -1);
        var roots = 0;
        for (var word = 0; word < heads.Count; word++)
        {
            var head = heads[word];
            if (head == Root)
                roots++;
            else if ((uint)head >= (uint)heads.Count || head == word)
                throw new ArgumentException($"The head of word {word} ('{words[word]}') is {head}; it must be another of the {heads.Count} words, counted from 0, or {Root} for none.", nameof(heads));
        }
        if (roots != 1)
            throw new ArgumentException($"{roots} words of '{string.Join(' ', words)}' have no head; a tree has one root.", nameof(heads));
        for (var word = 0; word < heads.Count; word++)
        {
            var (steps, at) = (0, word);
            for (; at != Root && depths[at] < 0; at = heads[at])
            {
                if (++steps > heads.Count)
                    throw new ArgumentException($"The heads from word {word} ('{words[word]}') on lead round in a circle; in a tree they lead to the root.", nameof(heads));
            }
            var depth = (at == Root ? -1 : depths[at]) + steps;
            for (at = word; at != Root && depths[at] < 0; at = heads[at])
                depths[at] = depth--;
        }
        return depths;
    }

    private void RequireOneEach(int count, string name)
    {
        if (count != _words.Length)
            throw new ArgumentException($"Expected one for each of the {_words.Length} words; got {count}.", name);
    }
}
