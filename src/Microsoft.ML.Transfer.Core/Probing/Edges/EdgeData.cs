using Microsoft.ML.Transfer.Treebanks;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>What an edge probe is to predict: the class of each span, or of each pair of spans. Immutable.</summary>
public sealed class EdgeData
{
    private const string Relations = "deprel";
    private const string Tags = "upos";

    /// <summary>Checks and keeps spans.</summary>
    /// <param name="task">The name of the task.</param>
    /// <param name="sentences">The words of each sentence.</param>
    /// <param name="spans">The spans: all alone, or all in pairs.</param>
    /// <exception cref="ArgumentException">There are no spans, a span is empty or not within its sentence, a pair is of two sentences, or only some are pairs.</exception>
    public EdgeData(string task, IReadOnlyList<IReadOnlyList<string>> sentences, IReadOnlyList<LabelledSpans> spans)
    {
        ArgumentException.ThrowIfNullOrEmpty(task);
        ArgumentNullException.ThrowIfNull(sentences);
        ArgumentNullException.ThrowIfNull(spans);
        if (spans.Count == 0)
            throw new ArgumentException($"There is nothing to predict for the task '{task}'.", nameof(spans));
        for (var i = 0; i < spans.Count; i++)
        {
            var (first, second, _) = spans[i];
            if (!IsIn(sentences, first) || (second is { } span && !IsIn(sentences, span)))
                throw new ArgumentException($"Example {i} has {(IsIn(sentences, first) ? second : first)}, which is not there.", nameof(spans));
            if (second is { } other && other.Sentence != first.Sentence)
                throw new ArgumentException($"Example {i} is a pair of the sentences {first.Sentence} and {other.Sentence}; both spans must be of one.", nameof(spans));
            if ((second is null) != (spans[0].Second is null))
                throw new ArgumentException($"Example {i} is a {(second is null ? "single span" : "pair")}, unlike the first; all must be alike.", nameof(spans));
        }
        (Task, Sentences, Spans) = (task, sentences, spans);
    }

    /// <summary>The tasks that a treebank gives.</summary>
    public static IReadOnlyList<string> TreebankTasks { get; } = [Relations, Tags];

    /// <summary>The name of the task.</summary>
    public string Task { get; }

    /// <summary>The words of each sentence.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Sentences { get; }

    /// <summary>The spans.</summary>
    public IReadOnlyList<LabelledSpans> Spans { get; }

    /// <summary>Whether pairs of spans have classes.</summary>
    public bool ArePairs => Spans[0].Second is not null;

    /// <summary>Makes a task of a treebank.</summary>
    /// <param name="task">
    /// <c>deprel</c>, dependency labelling: a word and its head, given as such, with the relation, without its subtype; roots are left out. <c>upos</c>: a word with its universal part of speech.
    /// </param>
    /// <param name="sentences">The sentences.</param>
    /// <exception cref="ArgumentException">There is no such task, or no word has a class.</exception>
    public static EdgeData OfTreebank(string task, IEnumerable<TreebankSentence> sentences)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(sentences);
        if (!TreebankTasks.Contains(task, StringComparer.Ordinal))
            throw new ArgumentException($"There is no edge task '{task}' for treebanks; there are {string.Join(", ", TreebankTasks)}.", nameof(task));
        var arePairs = string.Equals(task, Relations, StringComparison.Ordinal);
        var words = new List<IReadOnlyList<string>>();
        var spans = new List<LabelledSpans>();
        foreach (var sentence in sentences.Where(sentence => sentence.Words.Count > 0))
        {
            for (var i = 0; i < sentence.Words.Count; i++)
            {
                var word = sentence.Words[i];
                var own = new WordSpan(words.Count, i, i + 1);
                if (arePairs && word.Head is { } head and > 0)
                    spans.Add(new LabelledSpans(own, new WordSpan(words.Count, head - 1, head), word.Relation.Split(':')[0]));
                else if (!arePairs && word.Upos is not "_")
                    spans.Add(new LabelledSpans(own, null, word.Upos));
            }
            words.Add([.. sentence.Words.Select(word => word.Form)]);
        }
        return new EdgeData(task, words, spans);
    }

    private static bool IsIn(IReadOnlyList<IReadOnlyList<string>> sentences, WordSpan span) =>
        (uint)span.Sentence < (uint)sentences.Count && span.Start >= 0 && span.End > span.Start && span.End <= sentences[span.Sentence].Count;
}
