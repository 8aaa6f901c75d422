namespace Microsoft.ML.Data;

/// <summary>What the metrics of several classes are computed from.</summary>
internal sealed class MulticlassCounts
{
    private const float LeastProbability = 1e-15f;

    private readonly double[] _rowsOfClass;
    private readonly double[] _logLossOfClass;
    private readonly double[] _ranks;
    private double _rows;
    private double _correct;
    private double _logLoss;

    public MulticlassCounts(int classes)
    {
        _rowsOfClass = new double[classes];
        _logLossOfClass = new double[classes];
        _ranks = new double[classes + 1];
        Confusion = new double[classes][];
        for (int i = 0; i < classes; i++)
            Confusion[i] = new double[classes];
    }

    /// <summary>Rows by true class, then by the class with the highest score.</summary>
    public double[][] Confusion { get; }

    public double MicroAccuracy => _rows > 0 ? _correct / _rows : 0;

    /// <summary>Mean of the accuracies of the classes that have rows.</summary>
    public double MacroAccuracy
    {
        get
        {
            double[] accuracies = [.. _rowsOfClass.Select((rows, i) => rows > 0 ? Confusion[i][i] / rows : double.NaN).Where(accuracy => !double.IsNaN(accuracy))];
            return accuracies.Length > 0 ? accuracies.Sum() / accuracies.Length : 0;
        }
    }

    public double LogLoss => _rows > 0 ? _logLoss / _rows : 0;

    /// <summary>By how much the log-loss is below the entropy of the labels.</summary>
    public double LogLossReduction
    {
        get
        {
            double entropy = 0;
            foreach (double rows in _rowsOfClass)
            {
                if (rows != 0)
                    entropy += rows * Math.Log(rows / _rows);
            }
            entropy /= -_rows;
            return (entropy - LogLoss) / entropy;
        }
    }

    public double[] PerClassLogLoss => [.. _logLossOfClass.Select((loss, i) => _rowsOfClass[i] > 0 ? loss / _rowsOfClass[i] : 0)];

    /// <summary>The share of rows whose class is among the best 1, 2, ... k.</summary>
    public double[] TopAccuracies(int k)
    {
        double sum = 0;
        return [.. _ranks.Take(k).Select(rows => sum += rows / _rows)];
    }

    public void Add(ReadOnlySpan<float> scores, int label)
    {
        bool known = label < scores.Length;
        double loss = -Math.Log(known ? Math.Min(1, Math.Max(LeastProbability, scores[label])) : LeastProbability);
        float correct = known ? scores[label] : 0;
        int rank = 0;
        int best = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] > correct || (scores[i] == correct && i < label))
                rank++;
            if (scores[best] < scores[i])
                best = i;
        }

        _rows++;
        _logLoss += loss;
        _ranks[rank]++;
        if (rank == 0)
            _correct++;
        if (!known)
            return;
        _rowsOfClass[label]++;
        _logLossOfClass[label] += loss;
        Confusion[label][rank == 0 ? label : best]++;
    }
}
