using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Evaluation.FewLabels;

/// <summary>Logistic regression whose penalty is chosen by cross-validation among the few labels that there are, in the same way for all features.</summary>
internal static class FewLabelClassifier
{
    private const int Folds = 5;
    private const double LeastProbability = 1e-3;

    // C for features whose mean square length is 1, ascending, so that each training begins at the one before.
    private static readonly double[] Strengths = [0.25, 1, 4, 16, 64, 256, 1024, 4096, 16384];

    /// <summary>The accuracy on test texts.</summary>
    /// <param name="kernel">The features.</param>
    /// <param name="data">The texts.</param>
    /// <param name="training">Which of them are labelled.</param>
    /// <param name="test">Which are tested.</param>
    public static double Accuracy(ITextKernel kernel, LabelledTexts data, int[] training, int[] test)
    {
        var space = RowSpace.Of(kernel.Products(training, test), training.Length);
        var labels = data.LabelsOf(training);
        var probe = new LogisticRegressionProbe { C = Choose(space.Training, labels, data.ClassCount) }.Fit(space.Training, labels, data.ClassCount, threads: 1);
        return Predictions.Accuracy(Predictions.Of(probe, space.Test), data.LabelsOf(test));
    }

    private static double Choose(ProbeMatrix x, int[] labels, int classes)
    {
        // Each class is dealt out to the folds in turn.
        var folds = new int[labels.Length];
        foreach (var (place, row) in Enumerable.Range(0, labels.Length).OrderBy(row => labels[row]).Index())
            folds[row] = place % Folds;
        var losses = new double[Strengths.Length];
        for (var fold = 0; fold < Folds; fold++)
        {
            int[] kept = [.. Enumerable.Range(0, labels.Length).Where(row => folds[row] != fold)];
            int[] left = [.. Enumerable.Range(0, labels.Length).Where(row => folds[row] == fold)];
            var (training, test) = (x.Select(kept), x.Select(left));
            int[] known = [.. kept.Select(row => labels[row])];
            var probabilities = new float[left.Length * classes];
            IFittedProbe? probe = null;
            for (var i = 0; i < Strengths.Length; i++)
            {
                probe = new LogisticRegressionProbe { C = Strengths[i], Tolerance = 1e-4 }.Fit(training, known, classes, probe, threads: 1);
                probe.Score(test, probabilities);
                for (var row = 0; row < left.Length; row++)
                    losses[i] -= Math.Log(Math.Max(probabilities[row * classes + labels[left[row]]], LeastProbability));
            }
        }
        return Strengths[Array.IndexOf(losses, losses.Min())];
    }
}
