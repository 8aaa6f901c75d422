using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Data;

/// <summary>Evaluates scores of a regression.</summary>
internal sealed class RegressionEvaluator(IHostEnvironment env)
{
    private readonly IHost _host = env.Register("RegressionEvaluator");

    public RegressionMetrics Evaluate(IDataView data, string labelName, string scoreName)
    {
        _host.CheckValue(data, nameof(data));
        var label = EvaluatedColumns.Find(data, labelName, DefaultColumnNames.Label);
        var score = EvaluatedColumns.Find(data, scoreName, DefaultColumnNames.Score);
        EvaluatedColumns.CheckSingle(_host, score, "score");
        EvaluatedColumns.CheckSingle(_host, label, "label");

        _host.Register("Aggregator");
        var loss = new SquaredLoss();
        double rows = 0, absolute = 0, squared = 0, lossSum = 0, labelSum = 0, labelSquares = 0;
        using (var cursor = data.GetRowCursor([label, score]))
        {
            var getLabel = RowCursorUtils.GetLabelGetter(cursor, label);
            var getScore = cursor.GetGetter<float>(score);
            float y = 0;
            float predicted = 0;
            while (cursor.MoveNext())
            {
                getLabel(ref y);
                getScore(ref predicted);
                if (float.IsNaN(y) || float.IsNaN(predicted))
                    continue;
                double error = Math.Abs((double)y - predicted);
                rows++;
                absolute += error;
                squared += error * error;
                lossSum += loss.Loss(predicted, y);
                labelSum += y;
                labelSquares += y * y;
            }
        }
        if (rows == 0)
            return new RegressionMetrics(0, 0, 0, 0, 0);
        double variation = labelSquares - (labelSum * labelSum / rows);
        return new RegressionMetrics(absolute / rows, squared / rows, Math.Sqrt(squared / rows), lossSum / rows, variation == 0 ? double.NaN : 1 - (squared / variation));
    }
}
