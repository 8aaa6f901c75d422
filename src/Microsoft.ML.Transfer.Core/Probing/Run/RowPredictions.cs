namespace Microsoft.ML.Transfer.Probing;

/// <summary>What probes said of rows that they were not trained on.</summary>
/// <param name="rows">How many rows there are.</param>
/// <param name="classes">How many classes.</param>
internal sealed class RowPredictions(int rows, int classes)
{
    // So unlikely a class that happened counts no more: a probability of 0 would make the mean infinite.
    private const double SmallestProbability = 1e-12;

    private readonly double[] _bits = new double[rows];

    /// <summary>The likeliest class of each row.</summary>
    public int[] Classes { get; } = new int[rows];

    /// <summary>The mean of −log₂ of the probability of each row's label.</summary>
    public double CrossEntropy => _bits.Length == 0 ? 0 : _bits.Average();

    /// <summary>Takes down what a probe says of some of the rows.</summary>
    /// <param name="probe">The probe.</param>
    /// <param name="x">The vectors of these rows.</param>
    /// <param name="places">Which rows they are.</param>
    /// <param name="labels">The labels of all rows.</param>
    public void Add(IFittedProbe probe, ProbeMatrix x, ReadOnlySpan<int> places, ReadOnlySpan<int> labels)
    {
        var probabilities = new float[x.Rows * classes];
        probe.Score(x, probabilities);
        for (var i = 0; i < x.Rows; i++)
        {
            var scores = probabilities.AsSpan(i * classes, classes);
            Classes[places[i]] = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(scores);
            _bits[places[i]] = -Math.Log2(Math.Max(scores[labels[places[i]]], SmallestProbability));
        }
    }
}
