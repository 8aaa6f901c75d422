using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// Intervals of any measure by the bootstrap over groups, such as sentences (Efron, 1979): as many groups as there are, drawn with replacement, are measured again and again, and the middle
/// 95 % of the results are the interval. All measures of one bootstrap share its samples: so differences between them are of the same groups.
/// </summary>
internal sealed class Bootstrap
{
    private const double Tail = 0.025;

    private readonly int _groups;
    // How often each group was drawn for each sample.
    private readonly byte[][] _samples;

    /// <summary>Draws the samples.</summary>
    /// <param name="groups">How many groups there are, at least 1.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="samples">How many samples.</param>
    public Bootstrap(int groups, ulong seed, int samples = 1000)
    {
        _groups = groups;
        var random = new CounterRandom(seed, CounterRandom.StreamOf("bootstrap"));
        _samples = new byte[samples][];
        for (var sample = 0; sample < samples; sample++)
        {
            var drawn = new byte[groups];
            for (var i = 0; i < groups; i++)
            {
                // A group that is drawn 255 times or more does not occur.
                ref var times = ref drawn[(int)(random.Uniform((ulong)sample * (ulong)groups + (ulong)i) * groups)];
                times += times < byte.MaxValue ? (byte)1 : (byte)0;
            }
            _samples[sample] = drawn;
        }
    }

    /// <summary>A measure with its interval.</summary>
    /// <param name="measure">The measure, given how often each group counts.</param>
    public ProbeScore Score(Func<byte[], double> measure)
    {
        var values = Array.ConvertAll(_samples, drawn => measure(drawn));
        Array.Sort(values);
        var once = new byte[_groups];
        Array.Fill(once, (byte)1);
        return new ProbeScore(measure(once), Quantile(values, Tail), Quantile(values, 1 - Tail));
    }

    /// <summary>A sum over the groups, divided by another; 0 where that is 0.</summary>
    /// <param name="part">What each group has of it, such as how many of its words are right.</param>
    /// <param name="whole">Of how much, such as all of its words.</param>
    public ProbeScore Ratio(double[] part, double[] whole) => Score(drawn =>
    {
        var (sum, all) = (0.0, 0.0);
        for (var group = 0; group < drawn.Length; group++)
        {
            sum += drawn[group] * part[group];
            all += drawn[group] * whole[group];
        }
        return all == 0 ? 0 : sum / all;
    });

    /// <summary>Between the two nearest of sorted numbers.</summary>
    private static double Quantile(double[] sorted, double part)
    {
        var place = part * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}
