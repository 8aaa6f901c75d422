using System.Runtime.InteropServices;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// The online code of Voita and Titov (2020): the rows are sent in blocks that grow to 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.25, 12.5, 25, 50 and 100 % of them. The labels of the first block
/// cost log₂ K bits each; those of every later one cost −log₂ q, by a probe that both sides can train on what was sent before.
/// <para>
/// Where t rows were sent, q = (t p + 1) / (t + K) for the probe's p: Laplace's rule, so that a class that was not seen yet costs few bits instead of endlessly many. It costs less than
/// 2 K bits a block.
/// </para>
/// </summary>
internal static class OnlineCode
{
    private static readonly double[] Parts = [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.0625, 0.125, 0.25, 0.5, 1];

    /// <summary>Measures the code.</summary>
    /// <param name="probe">The probe.</param>
    /// <param name="x">The vectors.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="classes">How many there are.</param>
    /// <param name="groups">The group of each row. Groups are sent whole, in an order that is drawn from the seed.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="buffer">Room for all rows.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null.</param>
    /// <param name="cancellation">Ends the work after the step at hand.</param>
    public static DescriptionLength Measure(IProbe probe, ProbeMatrix x, ReadOnlySpan<int> labels, int classes, ReadOnlySpan<int> groups, ulong seed, RowBuffer buffer, int? threads, CancellationToken cancellation)
    {
        var (order, ends) = Plan(groups, seed);
        var sent = new int[labels.Length];
        for (var i = 0; i < sent.Length; i++)
            sent[i] = labels[order[i]];
        var all = buffer.Select(x, order);
        var uniform = Math.Log2(classes);
        var bits = ends[0] * uniform;
        var probabilities = Array.Empty<float>();
        for (var block = 1; block < ends.Count; block++)
        {
            var (start, count) = (ends[block - 1], ends[block] - ends[block - 1]);
            var fitted = probe.Fit(Rows(all, 0, start), sent.AsMemory(0, start), classes, start: null, threads, cancellation);
            if (probabilities.Length < count * classes)
                probabilities = new float[count * classes];
            fitted.Score(Rows(all, start, count), probabilities.AsSpan(0, count * classes));
            for (var i = 0; i < count; i++)
                bits -= Math.Log2((start * (double)probabilities[i * classes + sent[start + i]] + 1) / (start + classes));
        }
        return new DescriptionLength(bits, labels.Length * uniform);
    }

    /// <summary>The rows in the order in which they are sent, and where the blocks end: with the first group that reaches the part.</summary>
    internal static (int[] Order, List<int> Ends) Plan(ReadOnlySpan<int> groups, ulong seed)
    {
        var rowsOfGroup = new Dictionary<int, List<int>>();
        for (var row = 0; row < groups.Length; row++)
        {
            ref var rows = ref CollectionsMarshal.GetValueRefOrAddDefault(rowsOfGroup, groups[row], out _);
            (rows ??= []).Add(row);
        }
        var random = new CounterRandom(seed, CounterRandom.StreamOf("online code"));
        var (order, ends) = (new List<int>(groups.Length), new List<int>());
        var part = 0;
        foreach (var (_, rows) in rowsOfGroup.OrderBy(group => random.Bits((uint)group.Key)).ThenBy(group => group.Key))
        {
            order.AddRange(rows);
            var isReached = false;
            for (; part < Parts.Length && order.Count >= Parts[part] * groups.Length; part++)
                isReached = true;
            if (isReached)
                ends.Add(order.Count);
        }
        return ([.. order], ends);
    }

    private static ProbeMatrix Rows(ProbeMatrix x, int start, int count) => new(x.Values.Slice(start * x.Columns, count * x.Columns), count, x.Columns);
}
