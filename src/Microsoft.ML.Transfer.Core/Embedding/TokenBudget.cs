namespace Microsoft.ML.Transfer;

/// <summary>Divides a list of windows into batches by their numbers of tokens.</summary>
internal static class TokenBudget
{
    // With more tokens the activations of a layer leave the processor's cache: 1,024 tokens of a model of width 768 take 12 MB inside the feed-forward layers.
    private const int LargestBatch = 1024;

    // With fewer, the weights are read too often for what is computed with them.
    private const int SmallestBatch = 256;

    /// <summary>
    /// Computes windows in batches. Each thread carries a batch of its own through the whole model and then takes the next, so that no thread waits for another
    /// before the end; a single batch is shared between the threads instead.
    /// </summary>
    /// <param name="windows">The tokens.</param>
    /// <param name="tokensPerBatch">The most tokens that are computed together.</param>
    /// <param name="parallel">The number of threads, and what ends the work after the batches at hand.</param>
    /// <param name="compute">Computes some of the windows, with so many threads.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static void ForEach(IReadOnlyList<TextWindow> windows, int tokensPerBatch, ParallelOptions parallel, Action<Range, int> compute)
    {
        parallel.CancellationToken.ThrowIfCancellationRequested();
        var threads = parallel.MaxDegreeOfParallelism;
        var batches = Split(windows, tokensPerBatch, threads);
        if (batches.Count == 1)
        {
            compute(batches[0], threads);
            return;
        }
        if (threads == 1)
        {
            foreach (var batch in batches)
            {
                parallel.CancellationToken.ThrowIfCancellationRequested();
                compute(batch, 1);
            }
            return;
        }
        var next = -1;
        Parallel.For(0, Math.Min(threads, batches.Count), parallel, _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < batches.Count; i = Interlocked.Increment(ref next))
            {
                parallel.CancellationToken.ThrowIfCancellationRequested();
                compute(batches[i], 1);
            }
        });
    }

    /// <summary>
    /// Consecutive windows of at most <paramref name="tokensPerBatch"/> tokens together, but at least one window. Towards the end the batches become
    /// smaller, so that all threads finish at about the same time. The tokens of a batch are packed without padding, so that nothing would be won by putting
    /// windows of like length together.
    /// </summary>
    public static List<Range> Split(IReadOnlyList<TextWindow> windows, int tokensPerBatch, int threads)
    {
        var left = 0L;
        foreach (var window in windows)
            left += window.Ids.Length;

        var batches = new List<Range>();
        var start = 0;
        while (start < windows.Count)
        {
            var budget = threads == 1 ? LargestBatch : Math.Clamp(left / (2L * threads), SmallestBatch, LargestBatch);
            // What is left is not worth cutting again.
            if (left < 2 * SmallestBatch)
                budget = left;
            budget = Math.Min(budget, tokensPerBatch);
            var (end, tokens) = (start, 0L);
            do
                tokens += windows[end++].Ids.Length;
            while (end < windows.Count && tokens + windows[end].Ids.Length <= budget);
            batches.Add(start..end);
            (start, left) = (end, left - tokens);
        }
        return batches;
    }
}
