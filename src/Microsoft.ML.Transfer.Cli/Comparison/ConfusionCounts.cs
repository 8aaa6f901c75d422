using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Cli.Comparison;

/// <summary>How often each class was taken for each other, summed over the folds of a cross-validation.</summary>
internal sealed class ConfusionCounts
{
    private readonly double[,] _counts;

    public ConfusionCounts(int classes) => _counts = new double[classes, classes];

    /// <summary>The share of rows whose class was found, 0 to 1 (micro accuracy).</summary>
    public double Accuracy
    {
        get
        {
            var right = 0.0;
            var all = 0.0;
            for (var actual = 0; actual < _counts.GetLength(0); actual++)
            {
                right += _counts[actual, actual];
                all += Row(actual);
            }
            return all == 0 ? 0 : right / all;
        }
    }

    /// <summary>The mean over the classes of F1 = 2 TP / (2 TP + FP + FN), 0 to 1; a class that neither occurs nor is predicted counts as 0.</summary>
    public double MacroF1
    {
        get
        {
            var classes = _counts.GetLength(0);
            var sum = 0.0;
            for (var c = 0; c < classes; c++)
            {
                // Row and column sum hold TP + FN and TP + FP.
                var both = Row(c) + Column(c);
                sum += both == 0 ? 0 : 2 * _counts[c, c] / both;
            }
            return sum / classes;
        }
    }

    /// <summary>Counts rows of one class that were taken for another.</summary>
    public void Add(int actual, int predicted, double rows) => _counts[actual, predicted] += rows;

    /// <summary>Adds the counts of a fold, whose classes are in the same order.</summary>
    public void Add(ConfusionMatrix fold)
    {
        for (var actual = 0; actual < fold.Counts.Count; actual++)
        {
            for (var predicted = 0; predicted < fold.Counts[actual].Count; predicted++)
                Add(actual, predicted, fold.Counts[actual][predicted]);
        }
    }

    private double Row(int actual) => Enumerable.Range(0, _counts.GetLength(1)).Sum(predicted => _counts[actual, predicted]);

    private double Column(int predicted) => Enumerable.Range(0, _counts.GetLength(0)).Sum(actual => _counts[actual, predicted]);
}
