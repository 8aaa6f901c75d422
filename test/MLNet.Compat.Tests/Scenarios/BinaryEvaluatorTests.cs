using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Compat.Tests.Recording;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>Binary metrics of scores made by hand: ties, one class only, missing scores, with and without probabilities.</summary>
[TestClass]
public sealed class BinaryEvaluatorTests
{
    /// <summary>A label with its score and probability.</summary>
    public sealed class Row
    {
        /// <summary>The label.</summary>
        public bool Label { get; set; }

        /// <summary>The score.</summary>
        public float Score { get; set; }

        /// <summary>The probability.</summary>
        public float Probability { get; set; }

        /// <summary>Whether the score is positive.</summary>
        public bool PredictedLabel { get; set; }
    }

    private static Row Of(bool label, float score) =>
        new() { Label = label, Score = score, Probability = 1f / (1f + MathF.Exp(-score)), PredictedLabel = score > 0 };

    private static readonly Row[] Rows =
    [
        Of(true, 2.5f), Of(true, 1f), Of(false, 1f), Of(true, 0.25f), Of(false, 0.25f), Of(false, 0.25f), Of(true, -0.5f), Of(false, -1f), Of(false, -3f), Of(true, -3f), Of(false, -4f), Of(true, 5f),
    ];

    internal static void Describe(Scenario scenario, string name, BinaryClassificationMetrics metrics, double tolerance = Tolerance.Evaluator)
    {
        scenario.Number($"{name} accuracy", metrics.Accuracy, tolerance);
        scenario.Number($"{name} area under ROC curve", metrics.AreaUnderRocCurve, tolerance);
        scenario.Number($"{name} area under precision-recall curve", metrics.AreaUnderPrecisionRecallCurve, tolerance);
        scenario.Number($"{name} F1", metrics.F1Score, tolerance);
        scenario.Numbers($"{name} positive and negative precision", [metrics.PositivePrecision, metrics.NegativePrecision], tolerance);
        scenario.Numbers($"{name} positive and negative recall", [metrics.PositiveRecall, metrics.NegativeRecall], tolerance);
        if (metrics is CalibratedBinaryClassificationMetrics calibrated)
        {
            scenario.Number($"{name} log-loss", calibrated.LogLoss, tolerance);
            scenario.Number($"{name} log-loss reduction", calibrated.LogLossReduction, tolerance);
            scenario.Number($"{name} entropy", calibrated.Entropy, tolerance);
        }
        MulticlassEvaluatorTests.DescribeConfusion(scenario, name, metrics.ConfusionMatrix, tolerance);
    }

    [TestMethod]
    public void ScoresWithTies() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        Describe(scenario, "calibrated", ml.BinaryClassification.Evaluate(data));
        Describe(scenario, "not calibrated", ml.BinaryClassification.EvaluateNonCalibrated(data));
    });

    [TestMethod]
    public void PerfectAndReversedScores() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        Describe(scenario, "perfect", ml.BinaryClassification.Evaluate(ml.Data.LoadFromEnumerable([Of(true, 3), Of(true, 1), Of(false, -1), Of(false, -2)])));
        Describe(scenario, "reversed", ml.BinaryClassification.Evaluate(ml.Data.LoadFromEnumerable([Of(false, 3), Of(false, 1), Of(true, -1), Of(true, -2)])));
        Describe(scenario, "all alike", ml.BinaryClassification.EvaluateNonCalibrated(ml.Data.LoadFromEnumerable([Of(true, 1), Of(false, 1), Of(true, 1)])));
        Describe(scenario, "certain", ml.BinaryClassification.Evaluate(ml.Data.LoadFromEnumerable([
            new Row { Label = true, Score = 9, Probability = 1, PredictedLabel = true },
            new Row { Label = false, Score = 9, Probability = 1, PredictedLabel = true },
            new Row { Label = false, Score = -9, Probability = 0, PredictedLabel = false }])));
    });

    [TestMethod]
    public void OneClassOnlyHasNoCurve() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        scenario.Throws("positives", () => Describe(scenario, "positives", ml.BinaryClassification.EvaluateNonCalibrated(ml.Data.LoadFromEnumerable(Rows.Where(row => row.Label)))));
        scenario.Throws("negatives", () => Describe(scenario, "negatives", ml.BinaryClassification.EvaluateNonCalibrated(ml.Data.LoadFromEnumerable(Rows.Where(row => !row.Label)))));
        scenario.Throws("no rows", () => Describe(scenario, "no rows", ml.BinaryClassification.EvaluateNonCalibrated(ml.Data.LoadFromEnumerable(Array.Empty<Row>()))));
    });

    [TestMethod]
    public void MissingScoresAreLeftOut() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var rows = Rows.Append(new Row { Label = true, Score = float.NaN, Probability = float.NaN, PredictedLabel = false });
        Describe(scenario, "missing", ml.BinaryClassification.Evaluate(ml.Data.LoadFromEnumerable(rows)));
    });

    [TestMethod]
    public void WrongColumnsAreErrors() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        scenario.Throws("null data", () => ml.BinaryClassification.Evaluate(null!));
        scenario.Throws("missing label column", () => ml.BinaryClassification.Evaluate(data, labelColumnName: "Nowhere"));
        scenario.Throws("missing score column", () => ml.BinaryClassification.Evaluate(data, scoreColumnName: "Nowhere"));
        scenario.Throws("missing probability column", () => ml.BinaryClassification.Evaluate(data, probabilityColumnName: "Nowhere"));
        scenario.Throws("score that is a truth value", () => ml.BinaryClassification.EvaluateNonCalibrated(data, scoreColumnName: "Label"));
    });
}
