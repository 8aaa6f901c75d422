using System.Globalization;
using Microsoft.ML.Transfer.Treebanks;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>What a treebank says of each word, as a task for a probe.</summary>
public static class TreebankTask
{
    /// <summary>The prefix of the tasks that are a morphological feature.</summary>
    private const string FeaturePrefix = "feat:";

    // Farther heads are few, and a class each would be no more to learn from.
    private const int FarthestHead = 6;

    private static readonly Dictionary<string, Func<TreebankWord, int, string?>> Tasks = new(StringComparer.OrdinalIgnoreCase)
    {
        ["upos"] = (word, _) => Given(word.Upos),
        ["xpos"] = (word, _) => Given(word.Xpos),
        ["deprel"] = (word, _) => Given(word.Relation.Split(':')[0]),
        ["head-distance"] = HeadDistance,
    };

    /// <summary>The tasks: <c>upos</c>, <c>xpos</c>, <c>deprel</c> (the relation without its subtype) and <c>head-distance</c>; <c>feat:Number</c> and so on for morphological features.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Tasks.Keys, FeaturePrefix + "NAME"];

    /// <summary>Makes a task of sentences.</summary>
    /// <param name="task">
    /// One of <see cref="Names"/>. <c>head-distance</c> is where the head stands: <c>+2</c> for two words on, <c>-6</c> for six or more back, <c>root</c>. Words that lack a feature are
    /// not looked at.
    /// </param>
    /// <param name="sentences">The sentences.</param>
    /// <exception cref="ArgumentException">There is no such task, or no word has a class.</exception>
    public static ProbeData Create(string task, IEnumerable<TreebankSentence> sentences)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(sentences);
        var label = task.StartsWith(FeaturePrefix, StringComparison.OrdinalIgnoreCase)
            ? (word, _) => word.Feature(task[FeaturePrefix.Length..])
            : Tasks.GetValueOrDefault(task) ?? throw new ArgumentException($"There is no task '{task}' for treebanks; there are {string.Join(", ", Names)}.", nameof(task));
        var data = ProbeData.OfWords(task, sentences.Where(sentence => sentence.Words.Count > 0).Select(sentence => (
            (IReadOnlyList<string>)[.. sentence.Words.Select(word => word.Form)],
            (IReadOnlyList<string?>)[.. sentence.Words.Select((word, i) => label(word, i + 1))])));
        return data.Rows > 0 ? data : throw new ArgumentException($"No word of the treebank has a class for the task '{task}'.", nameof(sentences));
    }

    private static string? Given(string value) => value is "_" or "" ? null : value;

    private static string? HeadDistance(TreebankWord word, int number)
    {
        if (word.Head is not { } head)
            return null;
        return head == 0 ? "root" : Math.Clamp(head - number, -FarthestHead, FarthestHead).ToString("+0;-0", CultureInfo.InvariantCulture);
    }
}
