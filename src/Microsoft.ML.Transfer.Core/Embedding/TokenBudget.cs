namespace Microsoft.ML.Transfer;

/// <summary>Divides a list of windows into batches by their numbers of tokens.</summary>
internal static class TokenBudget
{
    // A dozen short texts: below this the overheads of a batch outweigh what another thread gains.
    private const int SmallestBatch = 256;

    /// <summary>
    /// Consecutive windows of at most <paramref name="tokensPerBatch"/> tokens together, but at least one window; fewer tokens where that gives every
    /// thread a batch.
    /// </summary>
    public static IReadOnlyList<Range> Split(IReadOnlyList<TextWindow> windows, int tokensPerBatch, int threads)
    {
        var total = windows.Sum(window => (long)window.Ids.Length);
        var budget = Math.Min(tokensPerBatch, Math.Max(SmallestBatch, total / threads + 1));
        var batches = new List<Range>();
        var (start, tokens) = (0, 0L);
        for (var i = 0; i < windows.Count; i++)
        {
            var length = windows[i].Ids.Length;
            if (i > start && tokens + length > budget)
            {
                batches.Add(start..i);
                (start, tokens) = (i, 0);
            }
            tokens += length;
        }
        if (start < windows.Count)
            batches.Add(start..windows.Count);
        return batches;
    }
}
