using System.Numerics.Tensors;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>What probes say of rows that they were not trained on.</summary>
/// <param name="Predictions">The most probable class of each row.</param>
/// <param name="CrossEntropy">The mean of −log₂ p[label], in bits.</param>
/// <param name="Probes">The probe of each fold.</param>
internal sealed record CrossValidation(int[] Predictions, double CrossEntropy, IReadOnlyList<IFittedProbe> Probes)
{
    /// <summary>Trains a probe for each fold on the rows of the others and lets it predict those of the fold.</summary>
    /// <param name="probe">The probe.</param>
    /// <param name="x">The vectors.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="classes">How many there are.</param>
    /// <param name="folds">The folds.</param>
    /// <param name="buffers">Room for the rows of a fold.</param>
    /// <param name="starts">Where to begin in each fold, such as the probes of the layer below; null for nowhere.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null.</param>
    /// <param name="cancellation">Ends the work after the step at hand.</param>
    public static CrossValidation Run(IProbe probe, ProbeMatrix x, int[] labels, int classes, GroupedFolds folds, FoldBuffers buffers, IReadOnlyList<IFittedProbe>? starts, int? threads, CancellationToken cancellation)
    {
        var (predictions, fitted, bits) = (new int[x.Rows], new IFittedProbe[folds.Count], 0.0);
        for (var fold = 0; fold < folds.Count; fold++)
        {
            var (training, test) = (folds.Training(fold), folds.Test(fold));
            fitted[fold] = probe.Fit(buffers.Training.Select(x, training), Array.ConvertAll(training, row => labels[row]), classes, starts?[fold], threads, cancellation);
            bits += Predict(fitted[fold], buffers.Test.Select(x, test), test, labels, predictions);
        }
        return new CrossValidation(predictions, bits / x.Rows, fitted);
    }

    /// <summary>Predicts rows, and gives the sum of their −log₂ p[label].</summary>
    /// <param name="probe">The probe.</param>
    /// <param name="x">The vectors.</param>
    /// <param name="rows">Which rows they are among the labels and predictions.</param>
    /// <param name="labels">The classes of all rows.</param>
    /// <param name="predictions">Where the predictions go.</param>
    public static double Predict(IFittedProbe probe, ProbeMatrix x, ReadOnlySpan<int> rows, ReadOnlySpan<int> labels, Span<int> predictions)
    {
        var probabilities = new float[x.Rows * probe.Classes];
        probe.Score(x, probabilities);
        var bits = 0.0;
        for (var i = 0; i < rows.Length; i++)
        {
            var ofRow = probabilities.AsSpan(i * probe.Classes, probe.Classes);
            predictions[rows[i]] = TensorPrimitives.IndexOfMax<float>(ofRow);
            // A probability that was rounded to 0 counts as the smallest that there is.
            bits -= Math.Log2(Math.Max(ofRow[labels[rows[i]]], float.Epsilon));
        }
        return bits;
    }
}
