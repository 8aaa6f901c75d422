using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// Intervals by the bootstrap over groups (Efron, 1979): whole groups, such as sentences, are drawn with replacement, as many as there are, and what is measured is measured on each such
/// sample; the middle 95 % of the results are the interval. Words of one sentence are not independent, so that drawing single words would give intervals that are too narrow.
/// </summary>
internal sealed class GroupBootstrap
{
    private const double Tail = 0.025;

    private readonly int[] _groupOfRow;
    private readonly long[] _rows;
    // How often each group was drawn for each sample.
    private readonly byte[][] _samples;

    /// <summary>Draws the samples, which all measurements share: so differences between them are of the same groups.</summary>
    /// <param name="groups">The group of each row.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="samples">How many samples.</param>
    public GroupBootstrap(ReadOnlySpan<int> groups, ulong seed, int samples = 1000)
    {
        var numbers = new Dictionary<int, int>();
        _groupOfRow = new int[groups.Length];
        for (var row = 0; row < groups.Length; row++)
        {
            if (!numbers.TryGetValue(groups[row], out var number))
                numbers[groups[row]] = number = numbers.Count;
            _groupOfRow[row] = number;
        }
        var count = numbers.Count;
        _rows = new long[count];
        foreach (var group in _groupOfRow)
            _rows[group]++;
        var random = new CounterRandom(seed, CounterRandom.StreamOf("bootstrap"));
        _samples = new byte[samples][];
        for (var sample = 0; sample < samples; sample++)
        {
            var drawn = new byte[count];
            for (var i = 0; i < count; i++)
            {
                // A group that is drawn 255 times or more does not occur.
                ref var times = ref drawn[(int)(random.Uniform((ulong)sample * (ulong)count + (ulong)i) * count)];
                times += times < byte.MaxValue ? (byte)1 : (byte)0;
            }
            _samples[sample] = drawn;
        }
    }

    /// <summary>The part of the rows that is right.</summary>
    public ProbeScore Accuracy(ReadOnlySpan<int> labels, ReadOnlySpan<int> predictions)
    {
        var values = new double[labels.Length];
        for (var row = 0; row < values.Length; row++)
            values[row] = labels[row] == predictions[row] ? 1 : 0;
        return Mean(values);
    }

    /// <summary>The mean of a number over all rows.</summary>
    /// <param name="values">A number a row.</param>
    public ProbeScore Mean(ReadOnlySpan<double> values)
    {
        if (values.Length != _groupOfRow.Length)
            throw new ArgumentException($"There are {values.Length} numbers for {_groupOfRow.Length} rows.", nameof(values));
        var sums = new double[_rows.Length];
        for (var row = 0; row < values.Length; row++)
            sums[_groupOfRow[row]] += values[row];
        var means = new double[_samples.Length];
        for (var sample = 0; sample < means.Length; sample++)
        {
            var (sum, rows) = (0.0, 0L);
            var drawn = _samples[sample];
            for (var group = 0; group < drawn.Length; group++)
            {
                sum += drawn[group] * sums[group];
                rows += drawn[group] * _rows[group];
            }
            means[sample] = sum / rows;
        }
        Array.Sort(means);
        return new ProbeScore(sums.Sum() / values.Length, Quantile(means, Tail), Quantile(means, 1 - Tail));
    }

    /// <summary>Between the two nearest of sorted numbers.</summary>
    private static double Quantile(double[] sorted, double part)
    {
        var place = part * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}
