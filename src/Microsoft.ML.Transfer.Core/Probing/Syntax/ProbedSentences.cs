using Microsoft.ML.Transfer.Treebanks;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>Sentences that an encoder can read whole, and how they are divided.</summary>
/// <param name="Sentences">The sentences.</param>
/// <param name="Split">Which of them are for what.</param>
/// <param name="Unread">How many could not be read.</param>
internal sealed record ProbedSentences(IReadOnlyList<ReadSentence> Sentences, SentenceSplit Split, int Unread)
{
    /// <summary>The words of each sentence.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Words => [.. Sentences.Select(sentence => sentence.Tree.Words)];

    /// <summary>Tokenizes and divides sentences.</summary>
    /// <param name="model">Reads them.</param>
    /// <param name="sentences">Those to learn from.</param>
    /// <param name="test">Those to be scored on; null for a part of the others.</param>
    /// <param name="seed">Where the division comes from.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ArgumentException">There are too few, or none of <paramref name="test"/> can be read.</exception>
    public static ProbedSentences Read(TextEmbedder model, IReadOnlyList<TreebankSentence> sentences, IReadOnlyList<TreebankSentence>? test, ulong seed, CancellationToken cancellation)
    {
        var read = ReadSentence.Read(model, DependencyTree.Of(sentences), cancellation);
        var own = read.Count;
        if (test is not null)
        {
            read.AddRange(ReadSentence.Read(model, DependencyTree.Of(test), cancellation));
            if (read.Count == own)
                throw new ArgumentException($"The encoder can read none of the {test.Count} sentences to be scored on whole.", nameof(test));
        }
        return new ProbedSentences(read, SentenceSplit.Create([.. read.Select(sentence => sentence.Tree.Words)], read.Count - own, seed), sentences.Count + (test?.Count ?? 0) - read.Count);
    }
}
