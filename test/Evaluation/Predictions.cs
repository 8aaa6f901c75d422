using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Evaluation;

/// <summary>What a trained probe takes rows for.</summary>
internal static class Predictions
{
    /// <summary>The most probable class of each row.</summary>
    public static int[] Of(IFittedProbe probe, ProbeMatrix x)
    {
        var probabilities = new float[x.Rows * probe.Classes];
        probe.Score(x, probabilities);
        return Of(probabilities, probe.Classes);
    }

    /// <summary>The most probable class of each row.</summary>
    /// <param name="probabilities"><i>Shape:</i> [rows, classes].</param>
    /// <param name="classes">How many classes there are.</param>
    public static int[] Of(float[] probabilities, int classes) =>
        [.. Enumerable.Range(0, probabilities.Length / classes).Select(row => TensorPrimitives.IndexOfMax(probabilities.AsSpan(row * classes, classes)))];

    /// <summary>The part of the rows that are right.</summary>
    public static double Accuracy(IReadOnlyList<int> predictions, IReadOnlyList<int> labels) => predictions.Zip(labels, (prediction, label) => prediction == label ? 1.0 : 0).Average();
}
