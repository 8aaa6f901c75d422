using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// Intervals of any measure by the bootstrap over sentences (Efron, 1979): as many sentences as there are, drawn with replacement, are measured again and again, and the middle 95 % of the results are the interval.
/// </summary>
internal sealed class SentenceBootstrap
{
    private const int Samples = 1000;
    private const double Tail = 0.025;

    private readonly int _count;
    private readonly int[][] _drawn;

    /// <param name="count">How many sentences there are, at least 1.</param>
    /// <param name="seed">Where the samples come from.</param>
    public SentenceBootstrap(int count, ulong seed)
    {
        _count = count;
        var random = new CounterRandom(seed, CounterRandom.StreamOf("bootstrap"));
        _drawn = new int[Samples][];
        for (var sample = 0; sample < Samples; sample++)
        {
            _drawn[sample] = new int[count];
            for (var i = 0; i < count; i++)
                _drawn[sample][(int)(random.Uniform((ulong)sample * (ulong)count + (ulong)i) * count)]++;
        }
    }

    /// <summary>A measure with its interval.</summary>
    /// <param name="measure">The measure, given how often each sentence counts.</param>
    public ProbeScore Score(Func<int[], double> measure)
    {
        var values = Array.ConvertAll(_drawn, times => measure(times));
        Array.Sort(values);
        return new ProbeScore(measure([.. Enumerable.Repeat(1, _count)]), values[(int)(Tail * Samples)], values[(int)((1 - Tail) * Samples) - 1]);
    }

    /// <summary>The part that is right of what sentences have.</summary>
    /// <param name="right">How much of each sentence is right.</param>
    /// <param name="all">Of how much.</param>
    public ProbeScore Ratio(IReadOnlyList<int> right, IReadOnlyList<int> all) => Score(times =>
    {
        var (found, count) = (0L, 0L);
        for (var i = 0; i < times.Length; i++)
        {
            found += times[i] * right[i];
            count += times[i] * all[i];
        }
        return count == 0 ? 0 : found / (double)count;
    });
}
