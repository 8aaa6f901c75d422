namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Counts the words of a corpus, as a tokenizer's normaliser and pre-tokenizer leave them. Texts are read once and not kept.</summary>
internal static class WordCounter
{
    // Enough work for all threads, little enough to hold in memory.
    private const int BatchCharacters = 1 << 22;

    /// <returns>The words in ordinal order with their counts, the same for any number of threads.</returns>
    public static List<(string Word, long Count)> Count(IEnumerable<string> texts, EncodingPipeline pipeline, CancellationToken cancellation)
    {
        var threads = Environment.ProcessorCount;
        var counts = Enumerable.Range(0, threads).Select(_ => new Dictionary<string, long>(StringComparer.Ordinal)).ToArray();
        foreach (var batch in Batches(texts))
        {
            cancellation.ThrowIfCancellationRequested();
            Parallel.For(0, threads, thread =>
            {
                var own = counts[thread].GetAlternateLookup<ReadOnlySpan<char>>();
                for (var i = thread; i < batch.Count; i += threads)
                {
                    pipeline.CutWords(batch[i], word =>
                    {
                        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(own, word, out _)++;
                    });
                }
            });
        }
        var all = counts[0];
        foreach (var part in counts.AsSpan(1))
        {
            foreach (var (word, count) in part)
                System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(all, word, out _) += count;
        }
        var words = all.Select(entry => (entry.Key, entry.Value)).ToList();
        words.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return words;
    }

    private static IEnumerable<List<string>> Batches(IEnumerable<string> texts)
    {
        var batch = new List<string>();
        var characters = 0;
        foreach (var text in texts)
        {
            batch.Add(text);
            characters += text.Length;
            if (characters < BatchCharacters)
                continue;
            yield return batch;
            batch.Clear();
            characters = 0;
        }
        if (batch.Count > 0)
            yield return batch;
    }
}

/// <summary>Receives a word.</summary>
internal delegate void WordVisitor(ReadOnlySpan<char> word);
