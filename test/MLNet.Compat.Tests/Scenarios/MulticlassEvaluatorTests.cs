using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Compat.Tests.Recording;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>Multiclass metrics of scores made by hand: ties, classes without rows, missing labels, named classes, top-k.</summary>
[TestClass]
public sealed class MulticlassEvaluatorTests
{
    /// <summary>A label with three scores.</summary>
    public sealed class Row
    {
        /// <summary>The name of the class.</summary>
        public string Name { get; set; } = "";

        /// <summary>The class.</summary>
        [KeyType(3)]
        public uint Label { get; set; }

        /// <summary>A score a class.</summary>
        [VectorType(3)]
        public float[] Score { get; set; } = [];

        /// <summary>The class of the best score.</summary>
        [KeyType(3)]
        public uint PredictedLabel { get; set; }
    }

    private static Row Of(string name, uint label, float a, float b, float c, uint predicted) =>
        new() { Name = name, Label = label, Score = [a, b, c], PredictedLabel = predicted };

    private static readonly Row[] Rows =
    [
        Of("red", 0, 0.7f, 0.2f, 0.1f, 0),
        Of("red", 0, 0.3f, 0.4f, 0.3f, 1),
        Of("green", 1, 0.25f, 0.5f, 0.25f, 1),
        Of("green", 1, 0.1f, 0.1f, 0.8f, 2),
        Of("green", 1, 0.2f, 0.6f, 0.2f, 1),
        Of("blue", 2, 0.05f, 0.05f, 0.9f, 2),
        Of("blue", 2, 0.4f, 0.2f, 0.4f, 0),
        Of("red", 0, 1f, 0f, 0f, 0),
        Of("blue", 2, 1f, 0f, 0f, 0),
    ];

    internal static void Describe(Scenario scenario, string name, MulticlassClassificationMetrics metrics, double tolerance = Tolerance.Evaluator)
    {
        scenario.Number($"{name} micro accuracy", metrics.MicroAccuracy, tolerance);
        scenario.Number($"{name} macro accuracy", metrics.MacroAccuracy, tolerance);
        scenario.Number($"{name} log-loss", metrics.LogLoss, tolerance);
        scenario.Number($"{name} log-loss reduction", metrics.LogLossReduction, tolerance);
        scenario.Numbers($"{name} log-loss per class", metrics.PerClassLogLoss, tolerance);
        scenario.Number($"{name} top-k accuracy", metrics.TopKAccuracy, tolerance);
        scenario.Count($"{name} top-k", metrics.TopKPredictionCount);
        scenario.Numbers($"{name} accuracy for all k", metrics.TopKAccuracyForAllK ?? [], tolerance);
        DescribeConfusion(scenario, name, metrics.ConfusionMatrix, tolerance);
    }

    internal static void DescribeConfusion(Scenario scenario, string name, ConfusionMatrix matrix, double tolerance)
    {
        scenario.Count($"{name} classes", matrix.NumberOfClasses);
        scenario.Numbers($"{name} counts", matrix.Counts.SelectMany(row => row), tolerance);
        scenario.Numbers($"{name} precision", matrix.PerClassPrecision, tolerance);
        scenario.Numbers($"{name} recall", matrix.PerClassRecall, tolerance);
        scenario.Text($"{name} table", matrix.GetFormattedConfusionTable().ReplaceLineEndings("\n"));
    }

    [TestMethod]
    public void ScoresOfThreeClasses() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        Describe(scenario, "plain", ml.MulticlassClassification.Evaluate(data));
        Describe(scenario, "top 2", ml.MulticlassClassification.Evaluate(data, topKPredictionCount: 2));
        Describe(scenario, "top 3", ml.MulticlassClassification.Evaluate(data, topKPredictionCount: 3));
        scenario.Number("count for a pair", ml.MulticlassClassification.Evaluate(data).ConfusionMatrix.GetCountForClassPair(0, 2), Tolerance.Evaluator);
    });

    [TestMethod]
    public void NamedClassesStandInTheTable() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        var named = ml.Transforms.Conversion.MapValueToKey("Class", "Name").Fit(data).Transform(data);
        Describe(scenario, "named", ml.MulticlassClassification.Evaluate(named, labelColumnName: "Class"));
    });

    [TestMethod]
    public void ClassesWithoutRowsCountNothing() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        Describe(scenario, "no blue", ml.MulticlassClassification.Evaluate(ml.Data.LoadFromEnumerable(Rows.Where(row => row.Label != 2))));
        Describe(scenario, "one row", ml.MulticlassClassification.Evaluate(ml.Data.LoadFromEnumerable(Rows.Take(1))));
    });

    [TestMethod]
    public void MissingLabelsAndScores() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        Describe(scenario, "missing label", ml.MulticlassClassification.Evaluate(ml.Data.LoadFromEnumerable(Rows.Append(Of("", 7, 0.2f, 0.3f, 0.5f, 2)))));
        scenario.Throws("missing score", () => Describe(scenario, "missing score", ml.MulticlassClassification.Evaluate(ml.Data.LoadFromEnumerable(Rows.Append(Of("", 1, float.NaN, 0.3f, 0.5f, 2))))));
        scenario.Throws("no rows", () => Describe(scenario, "no rows", ml.MulticlassClassification.Evaluate(ml.Data.LoadFromEnumerable(Array.Empty<Row>()))));
    });

    [TestMethod]
    public void WrongColumnsAreErrors() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        scenario.Throws("null data", () => ml.MulticlassClassification.Evaluate(null!));
        scenario.Throws("missing label column", () => ml.MulticlassClassification.Evaluate(data, labelColumnName: "Nowhere"));
        scenario.Throws("missing score column", () => ml.MulticlassClassification.Evaluate(data, scoreColumnName: "Nowhere"));
        scenario.Throws("missing predicted column", () => ml.MulticlassClassification.Evaluate(data, predictedLabelColumnName: "Nowhere"));
        scenario.Throws("text label", () => ml.MulticlassClassification.Evaluate(data, labelColumnName: "Name"));
        scenario.Throws("score of a key", () => ml.MulticlassClassification.Evaluate(data, scoreColumnName: "Label"));
    });
}
