using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// What a probe is to predict: words in their sentences, or whole texts, each with a class. A row is a word or a text that has a class; its group is the sentence, or the text: folds
/// keep groups whole, and what is written alike is one group, so that no sentence is trained on and scored in the same fold. Immutable.
/// </summary>
public sealed class ProbeData
{
    private readonly int[] _labels;
    private readonly int[] _groups;

    private ProbeData(string task, IReadOnlyList<string> classNames, IReadOnlyList<IReadOnlyList<string>>? sentences, IReadOnlyList<string> units, int[] labels, int[] groups)
    {
        (Task, ClassNames, Sentences, Units, _labels, _groups) = (task, classNames, sentences, units, labels, groups);
        Rows = labels.Count(label => label >= 0);
    }

    /// <summary>The name of the task, such as <c>upos</c>.</summary>
    public string Task { get; }

    /// <summary>The names of the classes, in the order of their numbers.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The words of each sentence; null where whole texts have classes.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Sentences { get; }

    /// <summary>What is looked at: all words of all sentences, one after the other, or the texts.</summary>
    public IReadOnlyList<string> Units { get; }

    /// <summary>The class of each of <see cref="Units"/>; −1 for those that have none.</summary>
    public ReadOnlyMemory<int> Labels => _labels;

    /// <summary>The group of each of <see cref="Units"/>.</summary>
    public ReadOnlyMemory<int> Groups => _groups;

    /// <summary>How many of them have a class.</summary>
    public int Rows { get; }

    /// <summary>Whether words are looked at, rather than whole texts.</summary>
    public bool AreWords => Sentences is not null;

    /// <summary>Words with classes.</summary>
    /// <param name="task">The name of the task.</param>
    /// <param name="sentences">The words of each sentence, with the class of each; null for a word that is read but not looked at.</param>
    /// <param name="groups">The group of each sentence, such as its document; every sentence is its own where null.</param>
    /// <exception cref="ArgumentException">A sentence has not one class or null a word, or there is not one group a sentence.</exception>
    public static ProbeData OfWords(string task, IEnumerable<(IReadOnlyList<string> Words, IReadOnlyList<string?> Labels)> sentences, IReadOnlyList<string>? groups = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(task);
        ArgumentNullException.ThrowIfNull(sentences);
        var all = sentences.ToList();
        var units = new List<string>();
        var classes = new List<string?>();
        var owners = new List<int>();
        var numbers = new GroupNumbers(groups, all.Count);
        for (var i = 0; i < all.Count; i++)
        {
            var (words, labels) = all[i];
            if (words.Count != labels.Count)
                throw new ArgumentException($"Sentence {i} has {words.Count} words, but {labels.Count} labels; each word needs one.", nameof(sentences));
            units.AddRange(words);
            classes.AddRange(labels);
            // A blank cannot stand in a word of a treebank, and where it stands in one of the user's, two groups too few do no harm.
            owners.AddRange(Enumerable.Repeat(numbers.Of(i, string.Join(' ', words)), words.Count));
        }
        return Create(task, [.. all.Select(sentence => sentence.Words)], units, classes, owners);
    }

    /// <summary>Texts with classes.</summary>
    /// <param name="task">The name of the task.</param>
    /// <param name="texts">The texts, with the class of each; null for a text that is not looked at.</param>
    /// <param name="groups">The group of each text, such as its author; every text is its own where null.</param>
    /// <exception cref="ArgumentException">There is not one group a text.</exception>
    public static ProbeData OfTexts(string task, IEnumerable<(string Text, string? Label)> texts, IReadOnlyList<string>? groups = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(task);
        ArgumentNullException.ThrowIfNull(texts);
        var all = texts.ToList();
        var numbers = new GroupNumbers(groups, all.Count);
        return Create(task, sentences: null, [.. all.Select(pair => pair.Text)], [.. all.Select(pair => pair.Label)], [.. all.Select((pair, i) => numbers.Of(i, pair.Text))]);
    }

    /// <summary>The numbers of the units that have a class, ascending.</summary>
    internal int[] LabelledUnits() => [.. Enumerable.Range(0, _labels.Length).Where(unit => _labels[unit] >= 0)];

    /// <summary>For each unit the text or the sentence that it stands in.</summary>
    internal IReadOnlyList<string> Contexts() =>
        Sentences is null ? Units : [.. Sentences.SelectMany(words => Enumerable.Repeat(string.Join(' ', words), words.Count))];

    /// <summary>The same data with the classes of other data first, and its own that those lack after them: classes that training data lack are wrong wherever they occur.</summary>
    internal ProbeData WithClassesOf(ProbeData other)
    {
        string[] names = [.. other.ClassNames, .. ClassNames.Except(other.ClassNames, StringComparer.Ordinal)];
        var numbers = names.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        return new ProbeData(Task, names, Sentences, Units, Array.ConvertAll(_labels, label => label < 0 ? -1 : numbers[ClassNames[label]]), _groups);
    }

    private static ProbeData Create(string task, IReadOnlyList<IReadOnlyList<string>>? sentences, List<string> units, List<string?> classes, List<int> groups)
    {
        // By name, so that the numbers do not depend on the order of the data.
        string[] names = [.. classes.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var numbers = names.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        return new ProbeData(task, names, sentences, units, [.. classes.Select(name => name is null ? -1 : numbers[name])], [.. groups]);
    }

    /// <summary>Numbers groups by their names, or by what is written in them.</summary>
    private sealed class GroupNumbers
    {
        private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
        private readonly IReadOnlyList<string>? _names;

        public GroupNumbers(IReadOnlyList<string>? names, int count)
        {
            if (names is not null && names.Count != count)
                throw new ArgumentException($"There are {names.Count} groups for {count} sentences or texts; each needs one.", nameof(names));
            _names = names;
        }

        public int Of(int index, string text)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, _names?[index] ?? text, out var exists);
            if (!exists)
                number = _numbers.Count - 1;
            return number;
        }
    }
}
