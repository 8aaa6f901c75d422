namespace Microsoft.ML.Transfer.Probing;

/// <summary>Which sentences of edge data an encoder can read whole, how they are divided, and their classes in numbers.</summary>
internal static class EdgeSentences
{
    /// <summary>Prepares data.</summary>
    /// <param name="model">Reads the sentences.</param>
    /// <param name="data">What is learned from.</param>
    /// <param name="test">What is scored on; null for a part of the other.</param>
    /// <param name="options">How to train.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>The words of the sentences, what is to be done with them, and how many sentences could not be read.</returns>
    public static (IReadOnlyList<IReadOnlyList<string>> Words, EdgeTrial Trial, int Unread) Read(TextEmbedder model, EdgeData data, EdgeData? test, EdgeProbingOptions options, CancellationToken cancellation)
    {
        var all = (test is null ? data.Sentences : data.Sentences.Concat(test.Sentences)).ToList();
        var read = ReadSentence.FindReadable(model, all, cancellation);
        var own = read.Count(i => i < data.Sentences.Count);
        if (test is not null && own == read.Count)
            throw new ArgumentException($"The encoder can read none of the {test.Sentences.Count} sentences to be scored on whole.", nameof(test));
        var split = SentenceSplit.Create([.. read.Select(i => all[i])], read.Count - own, options.Seed);
        // Nothing is chosen by what is kept out: those sentences are scored on too where none were given, and learned from where some were.
        var training = test is null ? split.Training : [.. split.Training.Concat(split.Validation).Order()];
        var scored = test is null ? [.. split.Test.Concat(split.Validation).Order()] : split.Test;

        var spans = data.Spans.Select(spans => (spans.First.Sentence, Spans: spans)).Concat(test?.Spans.Select(spans => (spans.First.Sentence + data.Sentences.Count, Spans: spans)) ?? [])
            .ToLookup(pair => pair.Item1, pair => pair.Spans);
        string[] labels = [.. training.SelectMany(i => spans[read[i]]).Select(spans => spans.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (labels.Length == 0)
            throw new ArgumentException("None of the sentences to learn from that the encoder can read whole has a span.", nameof(data));
        var numbers = labels.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        var firstRow = new int[read.Count + 1];
        for (var i = 0; i < read.Count; i++)
            firstRow[i + 1] = firstRow[i] + all[read[i]].Count;

        var trial = new EdgeTrial(
            [.. training.Select(Sentence).Where(sentence => sentence.Examples.Count > 0)], [.. scored.Select(Sentence).Where(sentence => sentence.Examples.Count > 0)], labels, data.ArePairs, options, model.Options.Threads);
        if (trial.Test.Count == 0)
            throw new ArgumentException("None of the sentences to be scored on that the encoder can read whole has a span.", nameof(data));
        return ([.. read.Select(i => all[i])], trial, all.Count - read.Count);

        EdgeSentence Sentence(int index) => new(
            firstRow[index],
            all[read[index]].Count,
            [.. spans[read[index]].Select(spans => new EdgeExample(
                (spans.First.Start, spans.First.End), spans.Second is { } second ? (second.Start, second.End) : default, numbers.GetValueOrDefault(spans.Label, -1)))]);
    }
}
