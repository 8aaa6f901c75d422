using System.Diagnostics;

namespace Microsoft.ML.Transfer.Cli.Comparison;

/// <summary>How well and how fast a way to features does in front of a logistic regression.</summary>
/// <param name="Name">The way.</param>
/// <param name="Counts">Each row predicted once, by the model that was trained without it.</param>
/// <param name="Elapsed">Training and evaluating all folds.</param>
/// <param name="TextsPerSecond">Rows times folds, since each fold trains on or predicts each row, by <paramref name="Elapsed"/>.</param>
internal sealed record CrossValidationScore(string Name, ConfusionCounts Counts, TimeSpan Elapsed, double TextsPerSecond)
{
    /// <summary>Cross-validates one way.</summary>
    /// <param name="ml">The context; its seed decides the folds, so that all ways get the same.</param>
    /// <param name="way">From text to features.</param>
    /// <param name="data">The labelled texts.</param>
    /// <param name="folds">How many folds.</param>
    public static CrossValidationScore Measure(MLContext ml, FeatureWay way, LabelledData data, int folds)
    {
        const string Label = nameof(LabelledText.Label);
        // The labels become keys before the split: the folds then agree on the order of the classes, and their counts can be summed.
        var rows = ml.Data.LoadFromEnumerable(data.Rows);
        var keyed = TextClassifier.LabelToKey(ml).Fit(rows).Transform(rows);
        var pipeline = way.Estimator.Append(TextClassifier.Trainer(ml));

        var clock = Stopwatch.StartNew();
        var results = ml.MulticlassClassification.CrossValidate(keyed, pipeline, folds, Label);
        var elapsed = clock.Elapsed;

        var counts = new ConfusionCounts(data.Classes.Count);
        foreach (var result in results)
            counts.Add(result.Metrics.ConfusionMatrix);
        return new(way.Name, counts, elapsed, data.Rows.Count * folds / elapsed.TotalSeconds);
    }
}
