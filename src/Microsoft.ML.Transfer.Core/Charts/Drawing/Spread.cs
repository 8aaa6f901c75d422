namespace Microsoft.ML.Transfer.Charts;

/// <summary>Moves labels apart along a line, each as little as possible.</summary>
internal static class Spread
{
    /// <summary>The centres of labels that do not lie on each other.</summary>
    /// <param name="wanted">Where the centres should be, rising.</param>
    /// <param name="sizes">The sizes of the labels.</param>
    /// <param name="minimum">Where the first may begin.</param>
    /// <param name="maximum">Where the last must end; there is room for all sizes.</param>
    public static double[] Apart(double[] wanted, double[] sizes, double minimum, double maximum)
    {
        // Labels that touch form a block, which stands where the squares of the moves of its labels are least: the pooling of adjacent violators, in coordinates without the sizes.
        var blocks = new List<(int First, int Count, double Sum)>();
        var before = new double[wanted.Length];
        for (var i = 1; i < wanted.Length; i++)
            before[i] = before[i - 1] + ((sizes[i - 1] + sizes[i]) / 2);
        for (var i = 0; i < wanted.Length; i++)
        {
            blocks.Add((i, 1, wanted[i] - before[i]));
            while (blocks.Count > 1 && blocks[^2].Sum / blocks[^2].Count > blocks[^1].Sum / blocks[^1].Count)
            {
                var last = blocks[^1];
                blocks.RemoveAt(blocks.Count - 1);
                blocks[^1] = (blocks[^1].First, blocks[^1].Count + last.Count, blocks[^1].Sum + last.Sum);
            }
        }
        var centres = new double[wanted.Length];
        if (wanted.Length == 0)
            return centres;
        // In these coordinates the ends are the same for all labels, and moving all to within them keeps the order.
        var (least, greatest) = (minimum + (sizes[0] / 2), maximum - (sizes[^1] / 2) - before[^1]);
        foreach (var (first, count, sum) in blocks)
        {
            var position = Math.Max(least, Math.Min(sum / count, greatest));
            for (var i = first; i < first + count; i++)
                centres[i] = position + before[i];
        }
        return centres;
    }
}
