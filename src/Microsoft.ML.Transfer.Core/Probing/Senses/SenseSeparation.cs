using System.Numerics.Tensors;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// How far the senses of a word are apart in a layer, in cosine distances (1 − cos, from 0 to 2). Each sense counts the same, however frequent it is.
/// </summary>
/// <param name="Between">The mean distance of two contexts of different senses, averaged over pairs of senses.</param>
/// <param name="Within">The mean distance of two contexts of one sense, averaged over the senses.</param>
public sealed record SenseSeparation(double Between, double Within)
{
    /// <summary>Between / within: 1 where the senses are not told apart at all.</summary>
    public double Ratio => Between / Within;

    /// <summary>Measures vectors.</summary>
    /// <param name="x">The vectors.</param>
    /// <param name="senses">The sense of each, from 0.</param>
    /// <param name="count">How many senses there are.</param>
    internal static SenseSeparation Of(ProbeMatrix x, ReadOnlySpan<int> senses, int count)
    {
        // The mean cosine of all pairs of two sets of unit vectors is the product of their means, so that no pair is looked at.
        var (sums, sizes) = (new double[count][], new int[count]);
        for (var sense = 0; sense < count; sense++)
            sums[sense] = new double[x.Columns];
        var unit = new double[x.Columns];
        for (var row = 0; row < x.Rows; row++)
        {
            TensorPrimitives.ConvertChecked<float, double>(x.Row(row), unit);
            var length = TensorPrimitives.Norm<double>(unit);
            if (length == 0)
                continue;
            TensorPrimitives.Divide(unit, length, unit);
            TensorPrimitives.Add<double>(sums[senses[row]], unit, sums[senses[row]]);
            sizes[senses[row]]++;
        }
        var (within, alone, between, pairs) = (0.0, 0, 0.0, 0);
        for (var a = 0; a < count; a++)
        {
            if (sizes[a] > 1)
            {
                // A vector's cosine with itself, 1, is no pair.
                var all = (double)sizes[a] * (sizes[a] - 1);
                within += 1 - ((TensorPrimitives.Dot<double>(sums[a], sums[a]) - sizes[a]) / all);
                alone++;
            }
            for (var b = 0; b < a; b++)
            {
                if (sizes[a] == 0 || sizes[b] == 0)
                    continue;
                between += 1 - (TensorPrimitives.Dot<double>(sums[a], sums[b]) / ((double)sizes[a] * sizes[b]));
                pairs++;
            }
        }
        return new SenseSeparation(pairs == 0 ? 0 : Math.Max(0, between / pairs), alone == 0 ? 0 : Math.Max(0, within / alone));
    }
}
