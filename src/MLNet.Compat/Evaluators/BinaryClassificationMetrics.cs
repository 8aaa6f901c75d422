namespace Microsoft.ML.Data;

/// <summary>How well two classes are told apart.</summary>
public class BinaryClassificationMetrics
{
    internal BinaryClassificationMetrics(BinaryCounts counts)
    {
        AreaUnderRocCurve = counts.AreaUnderRocCurve();
        Accuracy = counts.Accuracy;
        PositivePrecision = counts.PositivePrecision;
        PositiveRecall = counts.PositiveRecall;
        NegativePrecision = counts.NegativePrecision;
        NegativeRecall = counts.NegativeRecall;
        F1Score = counts.F1;
        AreaUnderPrecisionRecallCurve = counts.AreaUnderPrecisionRecallCurve();
        ConfusionMatrix = counts.MakeConfusionMatrix();
    }

    /// <summary>The probability that a positive row scores above a negative one.</summary>
    public double AreaUnderRocCurve { get; }

    /// <summary>The share of rows predicted rightly.</summary>
    public double Accuracy { get; }

    public double PositivePrecision { get; }

    public double PositiveRecall { get; }

    public double NegativePrecision { get; }

    public double NegativeRecall { get; }

    /// <summary>The harmonic mean of precision and recall of the positive class.</summary>
    public double F1Score { get; }

    public double AreaUnderPrecisionRecallCurve { get; }

    /// <summary>Counts by true and predicted class.</summary>
    public ConfusionMatrix ConfusionMatrix { get; }
}
