using System.Numerics.Tensors;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>Which dimensions ("neurons") of a layer a probe relies on. Rankings of one probe; another probe of the same vectors may rely on others that say the same.</summary>
public static class NeuronRanking
{
    // Dimensions that are set to their mean in one block of rows at a time.
    private const int RowsAtOnce = 4096;

    /// <summary>
    /// By the weights of a linear probe (Dalvi et al., 2019): the mean over the classes of |w| · σ, by how much a typical deviation of the dimension moves a score. Dimensions of different scale compare.
    /// </summary>
    /// <param name="probe">The probe.</param>
    /// <param name="x">The vectors that σ is taken from.</param>
    /// <returns>All dimensions, the most important first; of equal ones the lower first.</returns>
    /// <exception cref="ArgumentException">The vectors are of another dimension than the probe, or there are none.</exception>
    public static IReadOnlyList<RankedNeuron> ByWeight(ILinearProbe probe, ProbeMatrix x)
    {
        ArgumentNullException.ThrowIfNull(probe);
        Check(probe, x);
        var (_, deviations) = Moments(x);
        var weights = probe.Weights.Span;
        var importance = new double[x.Columns];
        for (var neuron = 0; neuron < importance.Length; neuron++)
        {
            for (var c = 0; c < probe.Classes; c++)
                importance[neuron] += Math.Abs(weights[c * x.Columns + neuron]);
            importance[neuron] *= deviations[neuron] / probe.Classes;
        }
        return Order(importance);
    }

    /// <summary>
    /// By ablation: by how many bits the mean cross-entropy rises when the dimension alone is set to its mean. It works for any probe, and sees what weights do not, such as dimensions that say the same;
    /// it costs a pass over the rows for each dimension.
    /// </summary>
    /// <param name="probe">The probe.</param>
    /// <param name="x">The vectors; some that the probe was not trained on are best.</param>
    /// <param name="labels">The class of each, from 0.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null. The result does not depend on it.</param>
    /// <param name="cancellation">Ends the work after the dimensions at hand.</param>
    /// <returns>All dimensions, the most important first; of equal ones the lower first.</returns>
    /// <exception cref="ArgumentException">The vectors are of another dimension than the probe, there are none, or not a label for each.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static IReadOnlyList<RankedNeuron> ByAblation(IFittedProbe probe, ProbeMatrix x, ReadOnlyMemory<int> labels, int? threads = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(probe);
        Check(probe, x, labels.Length);
        var (means, _) = Moments(x);
        var whole = Score(probe, x, labels.Span).CrossEntropy;
        var importance = new double[x.Columns];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(0, x.Columns, parallel, neuron => importance[neuron] = Score(probe, x, labels.Span, means, [neuron]).CrossEntropy - whole);
        return Order(importance);
    }

    /// <summary>
    /// What is left of a probe when the first dimensions of a ranking are set to their mean, or all others are: steep at the first dimensions where few of them carry what the probe reads, flat where it is
    /// spread out.
    /// </summary>
    /// <param name="probe">The probe, as it is: it is not trained again.</param>
    /// <param name="x">The vectors; some that neither the probe nor the ranking has seen are best.</param>
    /// <param name="labels">The class of each, from 0.</param>
    /// <param name="ranking">Dimensions, the most important first.</param>
    /// <param name="counts">How many of them are ablated, or kept, at a time.</param>
    /// <exception cref="ArgumentException">The vectors are of another dimension than the probe, there are none, or not a label for each; or a count is more than there are ranked.</exception>
    public static IReadOnlyList<NeuronAblation> Ablate(IFittedProbe probe, ProbeMatrix x, ReadOnlyMemory<int> labels, IReadOnlyList<RankedNeuron> ranking, IReadOnlyList<int> counts)
    {
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(ranking);
        ArgumentNullException.ThrowIfNull(counts);
        Check(probe, x, labels.Length);
        var (means, _) = Moments(x);
        return [.. counts.Select(count =>
        {
            if (count < 0 || count > ranking.Count)
                throw new ArgumentException($"{count} dimensions cannot be ablated; {ranking.Count} are ranked.", nameof(counts));
            int[] first = [.. ranking.Take(count).Select(neuron => neuron.Index)];
            int[] others = [.. Enumerable.Range(0, x.Columns).Except(first)];
            return new NeuronAblation(count, Score(probe, x, labels.Span, means, first).Accuracy, Score(probe, x, labels.Span, means, others).Accuracy);
        })];
    }

    private static IReadOnlyList<RankedNeuron> Order(double[] importance) =>
        [.. importance.Select((value, neuron) => new RankedNeuron(neuron, value)).OrderByDescending(neuron => neuron.Importance).ThenBy(neuron => neuron.Index)];

    private static (double CrossEntropy, double Accuracy) Score(IFittedProbe probe, ProbeMatrix x, ReadOnlySpan<int> labels, float[]? means = null, params ReadOnlySpan<int> ablated)
    {
        var (bits, right) = (0.0, 0);
        for (var start = 0; start < x.Rows; start += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, x.Rows - start);
            var values = x.Values.Slice(start * x.Columns, count * x.Columns);
            if (!ablated.IsEmpty)
            {
                var changed = values.ToArray();
                for (var row = 0; row < count; row++)
                {
                    foreach (var neuron in ablated)
                        changed[row * x.Columns + neuron] = means![neuron];
                }
                values = changed;
            }
            var probabilities = new float[count * probe.Classes];
            probe.Score(new ProbeMatrix(values, count, x.Columns), probabilities);
            for (var row = 0; row < count; row++)
            {
                var ofRow = probabilities.AsSpan(row * probe.Classes, probe.Classes);
                // A probability that was rounded to 0 counts as the smallest that there is.
                bits -= Math.Log2(Math.Max(ofRow[labels[start + row]], float.Epsilon));
                right += TensorPrimitives.IndexOfMax<float>(ofRow) == labels[start + row] ? 1 : 0;
            }
        }
        return (bits / x.Rows, (double)right / x.Rows);
    }

    private static (float[] Means, double[] Deviations) Moments(ProbeMatrix x)
    {
        var (sums, squares, row) = (new double[x.Columns], new double[x.Columns], new double[x.Columns]);
        for (var i = 0; i < x.Rows; i++)
        {
            TensorPrimitives.ConvertChecked<float, double>(x.Row(i), row);
            TensorPrimitives.Add<double>(sums, row, sums);
        }
        TensorPrimitives.Divide(sums, x.Rows, sums);
        for (var i = 0; i < x.Rows; i++)
        {
            TensorPrimitives.ConvertChecked<float, double>(x.Row(i), row);
            TensorPrimitives.Subtract<double>(row, sums, row);
            TensorPrimitives.MultiplyAdd<double>(row, row, squares, squares);
        }
        return (Array.ConvertAll(sums, mean => (float)mean), Array.ConvertAll(squares, square => Math.Sqrt(square / x.Rows)));
    }

    private static void Check(IFittedProbe probe, ProbeMatrix x, int? labels = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Columns != probe.Columns || x.Rows == 0)
            throw new ArgumentException($"The probe reads vectors of {probe.Columns} numbers; there are {x.Rows} of {x.Columns}.", nameof(x));
        if (labels is { } count && count != x.Rows)
            throw new ArgumentException($"There are {count} labels for {x.Rows} vectors; each needs one.", nameof(labels));
    }
}
