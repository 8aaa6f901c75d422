using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Compat.Tests.Recording;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>Regression metrics of scores made by hand.</summary>
[TestClass]
public sealed class RegressionEvaluatorTests
{
    /// <summary>A label with its score.</summary>
    public sealed class Row
    {
        /// <summary>The label.</summary>
        public float Label { get; set; }

        /// <summary>The score.</summary>
        public float Score { get; set; }

        /// <summary>No score.</summary>
        public string Text { get; set; } = "";
    }

    private static readonly Row[] Rows =
    [
        new() { Label = 1, Score = 1.5f }, new() { Label = 2, Score = 1.75f }, new() { Label = -3, Score = -2 }, new() { Label = 10, Score = 7 }, new() { Label = 0, Score = 0 },
    ];

    internal static void Describe(Scenario scenario, string name, RegressionMetrics metrics, double tolerance = Tolerance.Evaluator)
    {
        scenario.Number($"{name} mean absolute error", metrics.MeanAbsoluteError, tolerance);
        scenario.Number($"{name} mean squared error", metrics.MeanSquaredError, tolerance);
        scenario.Number($"{name} root mean squared error", metrics.RootMeanSquaredError, tolerance);
        scenario.Number($"{name} R squared", metrics.RSquared, tolerance);
        scenario.Number($"{name} loss", metrics.LossFunction, tolerance);
    }

    [TestMethod]
    public void ScoresAreMeasured() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        Describe(scenario, "plain", ml.Regression.Evaluate(ml.Data.LoadFromEnumerable(Rows)));
        Describe(scenario, "one row", ml.Regression.Evaluate(ml.Data.LoadFromEnumerable(Rows.Take(1))));
        Describe(scenario, "same label", ml.Regression.Evaluate(ml.Data.LoadFromEnumerable(Rows.Select(row => new Row { Label = 4, Score = row.Score }))));
        Describe(scenario, "missing label and score", ml.Regression.Evaluate(ml.Data.LoadFromEnumerable(Rows.Append(new Row { Label = float.NaN, Score = 1 }).Append(new Row { Label = 1, Score = float.NaN }))));
        scenario.Throws("no rows", () => Describe(scenario, "no rows", ml.Regression.Evaluate(ml.Data.LoadFromEnumerable(Array.Empty<Row>()))));
    });

    [TestMethod]
    public void WrongColumnsAreErrors() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows);
        scenario.Throws("null data", () => ml.Regression.Evaluate(null!));
        scenario.Throws("missing label", () => ml.Regression.Evaluate(data, labelColumnName: "Nowhere"));
        scenario.Throws("missing score", () => ml.Regression.Evaluate(data, scoreColumnName: "Nowhere"));
        scenario.Throws("text score", () => ml.Regression.Evaluate(data, scoreColumnName: "Text"));
    });
}
