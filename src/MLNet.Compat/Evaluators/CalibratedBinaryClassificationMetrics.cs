namespace Microsoft.ML.Data;

/// <summary>How well two classes are told apart by probabilities.</summary>
public sealed class CalibratedBinaryClassificationMetrics : BinaryClassificationMetrics
{
    internal CalibratedBinaryClassificationMetrics(BinaryCounts counts)
        : base(counts)
    {
        LogLoss = counts.LogLoss;
        LogLossReduction = counts.LogLossReduction;
        Entropy = counts.Entropy;
    }

    /// <summary>Mean negative logarithm of the probability of the true class, in bits.</summary>
    public double LogLoss { get; }

    /// <summary>By how much the log-loss is below that of the prior.</summary>
    public double LogLossReduction { get; }

    /// <summary>Entropy of the labels, in bits.</summary>
    public double Entropy { get; }
}
