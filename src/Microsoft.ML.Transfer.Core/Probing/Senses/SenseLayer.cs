using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>What a layer knows of the senses of a word.</summary>
/// <param name="Layer">The layer: 0 is the embeddings, the last one the output of the encoder.</param>
/// <param name="Separation">How far the senses are apart, over all contexts.</param>
/// <param name="NearestNeighbour">What was taken for what by the nearest of the training contexts.</param>
/// <param name="NearestCentroid">The same by the nearest of the senses' means (Loureiro et al., 2021).</param>
public sealed record SenseLayer(int Layer, SenseSeparation Separation, ConfusionCounts NearestNeighbour, ConfusionCounts NearestCentroid)
{
    /// <summary>The accuracy of the nearest neighbour, with the interval of Wilson.</summary>
    public ProbeScore Accuracy => WilsonInterval.Of(NearestNeighbour);

    /// <summary>The macro-F1 of the nearest neighbour, which counts rare senses as much as frequent ones, with an interval by the bootstrap.</summary>
    public ProbeScore MacroF1 { get; } = MacroF1Interval.Of(NearestNeighbour);

    /// <summary>The accuracy of the nearest centroid, with the interval of Wilson.</summary>
    public ProbeScore CentroidAccuracy => WilsonInterval.Of(NearestCentroid);

    /// <summary>What the nearest context took for what in the same layer of an encoder of the same shape with random weights; null where it was not asked for.</summary>
    public ConfusionCounts? RandomEncoder { get; init; }

    /// <summary>Where each context, in the order of <see cref="SenseReport.Contexts"/>, lies in the plane in which the layer's vectors vary most.</summary>
    public required IReadOnlyList<SensePoint> Points { get; init; }

    /// <summary>The part of the variance along the first axis of that plane, from 0 to 1.</summary>
    public required double FirstShare { get; init; }

    /// <summary>The part along the second.</summary>
    public required double SecondShare { get; init; }
}

/// <summary>A context in a plane.</summary>
/// <param name="First">Along the first principal component.</param>
/// <param name="Second">Along the second.</param>
/// <param name="Sense">Its sense, from 0.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SensePoint(double First, double Second, int Sense);
