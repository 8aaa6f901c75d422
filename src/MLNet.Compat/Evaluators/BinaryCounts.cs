using Microsoft.ML.Numeric;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>What the metrics of two classes are computed from.</summary>
internal sealed class BinaryCounts(IHost host, ReservoirSample<(float Score, bool Positive)> sample, string[] classNames)
{
    private readonly List<float> _positiveScores = [];
    private readonly List<float> _negativeScores = [];
    private double _truePositives;
    private double _trueNegatives;
    private double _falsePositives;
    private double _falseNegatives;
    private double _logLoss;
    private double _lossPositives;
    private double _lossNegatives;

    private double Total => _truePositives + _trueNegatives + _falsePositives + _falseNegatives;

    public double Accuracy => (_trueNegatives + _truePositives) / Total;

    public double PositiveRecall => Ratio(_truePositives, _falseNegatives);

    public double PositivePrecision => Ratio(_truePositives, _falsePositives);

    public double NegativeRecall => Ratio(_trueNegatives, _falsePositives);

    public double NegativePrecision => Ratio(_trueNegatives, _falseNegatives);

    public double F1 => PositivePrecision + PositiveRecall == 0 ? 0 : 2 * PositivePrecision * PositiveRecall / (PositivePrecision + PositiveRecall);

    /// <summary>Entropy of the label in bits.</summary>
    public double Entropy => ScalarMath.Entropy((_truePositives + _falseNegatives) / Total);

    /// <summary>Mean log-loss in bits.</summary>
    public double LogLoss => double.IsNaN(_logLoss) ? double.NaN : _lossPositives + _lossNegatives > 0 ? _logLoss / (_lossPositives + _lossNegatives) : 0;

    public double LogLossReduction
    {
        get
        {
            double rows = _lossPositives + _lossNegatives;
            if (rows == 0)
                return 0;
            double prior = ScalarMath.Entropy(_lossPositives / rows);
            return (prior - (_logLoss / rows)) / prior;
        }
    }

    public void Add(float score, float probability, bool positive)
    {
        if (positive)
        {
            _positiveScores.Add(score);
            if (score > 0)
                _truePositives++;
            else
                _falseNegatives++;
        }
        else
        {
            _negativeScores.Add(score);
            if (score > 0)
                _falsePositives++;
            else
                _trueNegatives++;
        }
        if (!float.IsNaN(probability))
        {
            if (positive)
                _lossPositives++;
            else
                _lossNegatives++;
        }
        _logLoss += float.IsNaN(probability) ? double.NaN : -Math.Log(positive ? probability : 1.0 - probability, 2);
        sample.Add((score, positive));
    }

    /// <summary>The probability that a positive row scores above a negative one; ties count half.</summary>
    public double AreaUnderRocCurve() => RankingAreas.Roc(_positiveScores, _negativeScores);

    public double AreaUnderPrecisionRecallCurve() => RankingAreas.PrecisionRecall(sample.Rows);

    public ConfusionMatrix MakeConfusionMatrix() =>
        new(host, [[_truePositives, _falseNegatives], [_falsePositives, _trueNegatives]], classNames, isBinary: true);

    private static double Ratio(double hits, double misses) => hits + misses > 0 ? hits / (hits + misses) : 0;
}
