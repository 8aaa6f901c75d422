namespace Microsoft.ML.Transfer.Probing;

/// <summary>The words of one sentence in the matrix of all, and its examples.</summary>
/// <param name="FirstRow">Its first word.</param>
/// <param name="Words">How many words.</param>
/// <param name="Examples">The spans, as words counted in the sentence, and the class.</param>
internal sealed record EdgeSentence(int FirstRow, int Words, IReadOnlyList<EdgeExample> Examples);

/// <summary>Spans of a sentence with a class.</summary>
/// <param name="First">The words of the first span: from, and the one after the last.</param>
/// <param name="Second">Those of the second; of no meaning where there is none.</param>
/// <param name="Label">The class; -1 for one that was not seen in training.</param>
internal sealed record EdgeExample((int Start, int End) First, (int Start, int End) Second, int Label);

/// <summary>Sentences that are computed together.</summary>
internal sealed class EdgeBatch
{
    /// <param name="sentences">The sentences.</param>
    public EdgeBatch(IReadOnlyList<EdgeSentence> sentences)
    {
        Sentences = sentences;
        var examples = new List<EdgeExample>();
        foreach (var sentence in sentences)
        {
            var moved = Words;
            examples.AddRange(sentence.Examples.Select(e => new EdgeExample((e.First.Start + moved, e.First.End + moved), (e.Second.Start + moved, e.Second.End + moved), e.Label)));
            Words += sentence.Words;
        }
        Examples = examples;
    }

    public IReadOnlyList<EdgeSentence> Sentences { get; }

    /// <summary>How many words all sentences have.</summary>
    public int Words { get; }

    /// <summary>Their examples, words counted over the whole batch.</summary>
    public IReadOnlyList<EdgeExample> Examples { get; }
}
