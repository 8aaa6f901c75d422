using System.Numerics.Tensors;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>Measures one layer after the other on the same contexts.</summary>
internal sealed class SenseMeasure
{
    private readonly int[] _senses;
    private readonly int _count;
    private readonly int _training;
    private readonly string[] _texts;
    private readonly ParallelOptions _parallel;
    private readonly bool _hasTest;

    /// <param name="senses">The sense of each context, those to learn from first.</param>
    /// <param name="count">How many senses there are.</param>
    /// <param name="training">How many contexts are learned from.</param>
    /// <param name="hasTest">Whether the others are asked, rather than the same.</param>
    /// <param name="texts">The sentence of each context.</param>
    /// <param name="parallel">The number of threads, and what ends the work.</param>
    public SenseMeasure(int[] senses, int count, int training, bool hasTest, string[] texts, ParallelOptions parallel)
    {
        (_senses, _count, _training, _hasTest, _texts, _parallel) = (senses, count, training, hasTest, texts, parallel);
        Asked = hasTest ? [.. Enumerable.Range(training, senses.Length - training)] : [.. Enumerable.Range(0, training)];
    }

    /// <summary>The contexts whose sense is asked.</summary>
    public int[] Asked { get; }

    private int[] Labels => Array.ConvertAll(Asked, context => _senses[context]);

    /// <summary>What a layer knows.</summary>
    public SenseLayer Of(int layer, ProbeMatrix x, PrincipalPlane plane)
    {
        var (known, asked) = (x.Select([.. Enumerable.Range(0, _training)]), x.Select(Asked));
        var senses = _senses[.._training];
        var neighbours = NearestNeighbour.Predict(known, senses, asked, MayCompare, _parallel);
        var points = new SensePoint[x.Rows];
        for (var row = 0; row < points.Length; row++)
            points[row] = new SensePoint(plane.Points[2 * row], plane.Points[(2 * row) + 1], _senses[row]);
        return new SenseLayer(layer, SenseSeparation.Of(x, _senses, _count), ConfusionCounts.Of(Labels, neighbours, _count), ConfusionCounts.Of(Labels, ByCentroid(known, senses, asked), _count))
        {
            Points = points,
            FirstShare = plane.FirstShare,
            SecondShare = plane.SecondShare,
        };
    }

    /// <summary>What is reached without any vector.</summary>
    public ConfusionCounts Majority()
    {
        var most = _senses.Take(_training).CountBy(sense => sense).OrderByDescending(sense => sense.Value).ThenBy(sense => sense.Key).First().Key;
        return ConfusionCounts.Of(Labels, Array.ConvertAll(Asked, _ => most), _count);
    }

    /// <summary>How many of the asked contexts stand among those to learn from.</summary>
    public int Shared()
    {
        var known = _texts.Take(_training).ToHashSet(StringComparer.Ordinal);
        return _hasTest ? Asked.Count(context => known.Contains(_texts[context])) : 0;
    }

    // Where the contexts that are asked are those that are learned from, none answers for itself, nor for what is written alike.
    private bool MayCompare(int asked, int known) => _hasTest || !string.Equals(_texts[asked], _texts[known], StringComparison.Ordinal);

    private int[] ByCentroid(ProbeMatrix known, int[] senses, ProbeMatrix asked)
    {
        var centroids = NearestNeighbour.Centroids(known, senses, _count);
        var present = senses.ToHashSet();
        int[] all = [.. Enumerable.Range(0, _count)];
        if (_hasTest)
            return NearestNeighbour.Predict(centroids, all, asked, (_, sense) => present.Contains(sense), _parallel);
        // Without what is asked, and its likes: taken out of the means for it alone.
        var predictions = new int[asked.Rows];
        var alike = Enumerable.Range(0, known.Rows).ToLookup(row => _texts[row], StringComparer.Ordinal);
        var sizes = new int[_count];
        foreach (var sense in senses)
            sizes[sense]++;
        Parallel.For(0, asked.Rows, _parallel, row =>
        {
            int[] left = [.. alike[_texts[row]]];
            var sensesLeft = Array.ConvertAll(left, other => senses[other]);
            var rest = new float[centroids.Values.Length];
            TensorPrimitives.Subtract(centroids.Values.Span, NearestNeighbour.Centroids(known.Select(left), sensesLeft, _count).Values.Span, rest);
            var alone = new ParallelOptions { MaxDegreeOfParallelism = 1, CancellationToken = _parallel.CancellationToken };
            predictions[row] = NearestNeighbour.Predict(
                new ProbeMatrix(rest, _count, known.Columns), all, asked.Select([row]), (_, sense) => sizes[sense] > sensesLeft.Count(other => other == sense), alone)[0];
        });
        return predictions;
    }
}
