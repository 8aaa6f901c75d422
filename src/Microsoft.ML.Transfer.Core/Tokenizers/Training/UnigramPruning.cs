namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Drops the pieces whose absence changes the probability of the corpus least.</summary>
internal static class UnigramPruning
{
    /// <returns>All characters and the pieces that matter most, together of the given size or fewer.</returns>
    public static List<(string Piece, double Score)> Prune(
        List<(string Piece, double Score)> pieces, IReadOnlyList<(string Word, long Count)> words, List<string> alphabet, int size)
    {
        var lattice = new UnigramLattice(pieces);
        var counts = lattice.BestCounts(words);
        var total = counts.Sum();
        var logTotal = Math.Log(total);
        var characters = alphabet.ToHashSet(StringComparer.Ordinal);
        var losses = new double[pieces.Count];
        Parallel.For(0, pieces.Count, () => new UnigramLattice.Scratch(), (i, _, nodes) =>
        {
            losses[i] = characters.Contains(pieces[i].Piece) ? double.PositiveInfinity : Loss(pieces, i, lattice, counts, total, logTotal, nodes);
            return nodes;
        }, _ => { });
        return [.. Enumerable.Range(0, pieces.Count)
            .Where(i => losses[i] > double.NegativeInfinity)
            .OrderByDescending(i => losses[i]).ThenBy(i => pieces[i].Piece, StringComparer.Ordinal)
            .Take(size).Order().Select(i => pieces[i])];
    }

    /// <summary>How much likelihood is lost when the next best way to spell a piece takes its place.</summary>
    private static double Loss(
        List<(string Piece, double Score)> pieces, int i, UnigramLattice lattice, double[] counts, double total, double logTotal, UnigramLattice.Scratch nodes)
    {
        var (piece, _) = pieces[i];
        var best = lattice.Best(piece, nodes, except: -1);
        // A piece that others spell better than it is itself is never used.
        if (best.Count > 1)
            return double.NegativeInfinity;
        if (counts[i] == 0)
            return double.MinValue;
        var alternative = lattice.Best(piece, nodes, except: i);
        if (alternative.Contains(-1))
            return double.PositiveInfinity;
        var logProbability = Math.Log(counts[i]) - logTotal;
        // Without the piece its occurrences count for each of the others.
        var logTotalWithout = Math.Log(total + counts[i] * (alternative.Count - 1));
        var replacement = alternative.Sum(other => Math.Log(counts[other] + counts[i]) - logTotalWithout);
        return counts[i] / total * (logProbability - replacement);
    }
}
