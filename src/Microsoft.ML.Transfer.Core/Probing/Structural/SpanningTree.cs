namespace Microsoft.ML.Transfer.Probing;

/// <summary>The tree of the shortest edges that connects words.</summary>
internal static class SpanningTree
{
    /// <summary>Finds a minimum spanning tree by the method of Prim.</summary>
    /// <param name="distances">The distance of each pair. <i>Shape:</i> [words, words].</param>
    /// <param name="words">The number of words of the matrix.</param>
    /// <param name="connected">The words that are connected.</param>
    /// <returns>Pairs of words.</returns>
    public static List<(int A, int B)> Find(ReadOnlySpan<float> distances, int words, int[] connected)
    {
        var edges = new List<(int, int)>();
        var open = connected.Skip(1).ToList();
        // For each word the nearest that is connected already.
        var nearest = new int[words];
        foreach (var word in open)
            nearest[word] = connected[0];
        while (open.Count > 0)
        {
            var next = open[0];
            foreach (var word in open)
            {
                if (distances[word * words + nearest[word]] < distances[next * words + nearest[next]])
                    next = word;
            }
            edges.Add((nearest[next], next));
            open.Remove(next);
            foreach (var word in open)
            {
                if (distances[word * words + next] < distances[word * words + nearest[word]])
                    nearest[word] = next;
            }
        }
        return edges;
    }
}
