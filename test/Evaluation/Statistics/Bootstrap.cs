using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Evaluation;

/// <summary>The interval of a number that is computed from groups, such as sentences, by drawing as many groups again and again from them.</summary>
internal static class Bootstrap
{
    private const int Draws = 1000;

    /// <summary>The number with its interval.</summary>
    /// <param name="groups">How many groups there are.</param>
    /// <param name="statistic">The number, of groups in which each may stand several times.</param>
    public static Measured Of(int groups, Func<int[], double> statistic)
    {
        var random = new CounterRandom(1, CounterRandom.StreamOf("bootstrap"));
        var drawn = new int[groups];
        var values = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            for (var i = 0; i < groups; i++)
                drawn[i] = (int)(random.Uniform((ulong)draw * (ulong)groups + (ulong)i) * groups);
            values[draw] = statistic(drawn);
        }
        Array.Sort(values);
        return new Measured(statistic([.. Enumerable.Range(0, groups)]), values[(int)(0.025 * Draws)], values[(int)(0.975 * Draws) - 1]);
    }

    /// <summary>The part of rows that are right, drawn by their groups; of no row it is 0.</summary>
    /// <param name="isRight">Whether each row is right.</param>
    /// <param name="groups">The group of each row.</param>
    /// <param name="counts">Whether each row counts; all when null.</param>
    public static Measured Accuracy(IReadOnlyList<bool> isRight, IReadOnlyList<int> groups, IReadOnlyList<bool>? counts = null)
    {
        var (right, all) = (new int[groups.Max() + 1], new int[groups.Max() + 1]);
        for (var row = 0; row < groups.Count; row++)
        {
            if (counts is not null && !counts[row])
                continue;
            all[groups[row]]++;
            if (isRight[row])
                right[groups[row]]++;
        }
        return Of(all.Length, drawn =>
        {
            var (rights, rows) = (0L, 0L);
            foreach (var group in drawn)
                (rights, rows) = (rights + right[group], rows + all[group]);
            return rows == 0 ? 0 : (double)rights / rows;
        });
    }
}
