namespace Microsoft.ML.Transfer;

/// <summary>Divides a list of windows into batches by their numbers of tokens.</summary>
internal static class TokenBudget
{
    // With more tokens the activations of a layer leave the processor's cache: 1,024 tokens of a model of width 768 take 12 MB inside the feed-forward layers.
    private const int LargestBatch = 1024;

    // With fewer, the weights are read too often for what is computed with them.
    private const int SmallestBatch = 256;

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
