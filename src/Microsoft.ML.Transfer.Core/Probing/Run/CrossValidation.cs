namespace Microsoft.ML.Transfer.Probing;

/// <summary>Scores every row of a layer by a probe that was trained without the row's fold. A fold's probe begins where the same fold's ended in the layer before.</summary>
/// <param name="rows">The rows.</param>
/// <param name="store">Their vectors.</param>
/// <param name="folds">The folds of the rows.</param>
/// <param name="labelings">One or more ways to label the rows, which the same vectors are read for.</param>
/// <param name="fit">Trains a probe.</param>
/// <param name="classes">How many classes there are.</param>
internal sealed class CrossValidation(ProbedRows rows, LayerStore store, GroupedFolds folds, IReadOnlyList<int[]> labelings, ProbeFit fit, int classes)
{
    private readonly IFittedProbe?[,] _starts = new IFittedProbe?[labelings.Count, folds.Count];

    /// <summary>Scores a layer; layers come in order.</summary>
    /// <returns>What was said for each way to label the rows.</returns>
    public RowPredictions[] Run(int layer)
    {
        RowPredictions[] predictions = [.. labelings.Select(_ => new RowPredictions(rows.Count, classes))];
        for (var fold = 0; fold < folds.Count; fold++)
        {
            var (training, held) = (folds.Training(fold), folds.Test(fold));
            var x = rows.Read(store, layer, training);
            var unseen = rows.Read(store, layer, held);
            for (var i = 0; i < labelings.Count; i++)
            {
                var labels = labelings[i];
                var probe = fit(x, Array.ConvertAll(training, row => labels[row]), _starts[i, fold]);
                predictions[i].Add(probe, unseen, held, labels);
                _starts[i, fold] = probe;
            }
        }
        return predictions;
    }
}

/// <summary>Trains a probe.</summary>
/// <param name="x">The vectors.</param>
/// <param name="labels">The class of each.</param>
/// <param name="start">Where to begin.</param>
internal delegate IFittedProbe ProbeFit(ProbeMatrix x, int[] labels, IFittedProbe? start);
