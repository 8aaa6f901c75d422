using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer;

/// <summary>Makes pairs of the examples of classes, as SetFit does (Tunstall et al., 2022): few examples make many pairs.</summary>
internal static class ContrastivePairs
{
    /// <summary>For each round and each example a partner of its class and, where asked for, one of another class. Each possible partner is as likely as any other.</summary>
    /// <param name="classes">The class of each example: at least two classes, of at least two examples each.</param>
    /// <param name="rounds">How often each example gets partners.</param>
    /// <param name="seed">Where the partners come from.</param>
    /// <param name="hasNegatives">Whether there are partners of other classes.</param>
    /// <returns>The two examples of each pair, never one and the same, and whether they are of one class.</returns>
    public static IReadOnlyList<(int First, int Second, bool IsPositive)> Draw(IReadOnlyList<int> classes, int rounds, ulong seed, bool hasNegatives)
    {
        // The examples sorted by class: those of a class are a range, and so is everything before and after it.
        int[] order = [.. Enumerable.Range(0, classes.Count).OrderBy(i => classes[i]).ThenBy(i => i)];
        var (start, place) = (new Dictionary<int, int>(), new int[order.Length]);
        for (var at = 0; at < order.Length; at++)
        {
            start.TryAdd(classes[order[at]], at);
            place[order[at]] = at;
        }
        var sizes = classes.GroupBy(c => c).ToDictionary(group => group.Key, group => group.Count());
        var random = new CounterRandom(seed, CounterRandom.StreamOf("pairs"));
        var pairs = new List<(int, int, bool)>(classes.Count * rounds * (hasNegatives ? 2 : 1));
        var drawn = 0UL;
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < classes.Count; i++)
            {
                var (first, size) = (start[classes[i]], sizes[classes[i]]);
                var other = first + Below(size - 1);
                pairs.Add((i, order[other >= place[i] ? other + 1 : other], true));
                if (!hasNegatives)
                    continue;
                other = Below(order.Length - size);
                pairs.Add((i, order[other >= first ? other + size : other], false));
            }
        }
        return pairs;

        int Below(int count) => Math.Min(count - 1, (int)(random.Uniform(drawn++) * count));
    }
}
