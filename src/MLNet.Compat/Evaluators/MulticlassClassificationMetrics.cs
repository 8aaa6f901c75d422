namespace Microsoft.ML.Data;

/// <summary>How well several classes are told apart.</summary>
public sealed class MulticlassClassificationMetrics
{
    internal MulticlassClassificationMetrics(MulticlassCounts counts, int topK, ConfusionMatrix confusionMatrix)
    {
        MicroAccuracy = counts.MicroAccuracy;
        MacroAccuracy = counts.MacroAccuracy;
        LogLoss = counts.LogLoss;
        LogLossReduction = counts.LogLossReduction;
        TopKPredictionCount = topK;
        TopKAccuracyForAllK = topK > 0 ? Array.AsReadOnly(counts.TopAccuracies(topK)) : null;
        PerClassLogLoss = Array.AsReadOnly(counts.PerClassLogLoss);
        ConfusionMatrix = confusionMatrix;
    }

    /// <summary>Mean negative natural logarithm of the probability of the true class.</summary>
    public double LogLoss { get; }

    /// <summary>By how much the log-loss is below that of the prior.</summary>
    public double LogLossReduction { get; }

    /// <summary>The mean accuracy of the classes.</summary>
    public double MacroAccuracy { get; }

    /// <summary>The share of rows predicted rightly.</summary>
    public double MicroAccuracy { get; }

    /// <summary>The share of rows whose class is among the best k.</summary>
    public double TopKAccuracy => TopKAccuracyForAllK?.LastOrDefault() ?? 0;

    public int TopKPredictionCount { get; }

    public IReadOnlyList<double> TopKAccuracyForAllK { get; }

    public IReadOnlyList<double> PerClassLogLoss { get; }

    /// <summary>Counts by true and predicted class.</summary>
    public ConfusionMatrix ConfusionMatrix { get; }
}
