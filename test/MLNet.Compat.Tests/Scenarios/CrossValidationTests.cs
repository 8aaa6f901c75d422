using Microsoft.ML;
using MLNet.Compat.Tests.Recording;
using MLNet.Compat.Tests.Samples;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>CrossValidate of the three catalogs: folds, metrics, models, scored test rows.</summary>
[TestClass]
public sealed class CrossValidationTests
{
    [TestMethod]
    public void Multiclass() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes());
        var keyed = ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        var results = ml.MulticlassClassification.CrossValidate(keyed, ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(), numberOfFolds: 3);
        foreach (var result in results)
        {
            var name = FormattableString.Invariant($"fold {result.Fold}");
            MulticlassEvaluatorTests.Describe(scenario, name, result.Metrics, Tolerance.Trainer);
            scenario.Counts($"{name} predicted", result.ScoredHoldOutSet.Keys("PredictedLabel"));
            scenario.Texts($"{name} schema", SchemaText.VisibleLines(result.ScoredHoldOutSet.Schema));
        }
    });

    [TestMethod]
    public void MulticlassWithAPipeline() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 4);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes());
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.NormalizeMeanVariance("Features"))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var results = ml.MulticlassClassification.CrossValidate(data, pipeline, numberOfFolds: 4);
        scenario.Numbers("micro accuracy", results.Select(result => result.Metrics.MicroAccuracy), Tolerance.Trainer);
        scenario.Numbers("log-loss", results.Select(result => result.Metrics.LogLoss), Tolerance.Trainer);
        scenario.Counts("rows", results.Select(result => result.ScoredHoldOutSet.Texts("PredictedLabel").Count()));
    });

    [TestMethod]
    public void Binary() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 2);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Binary());
        foreach (var result in ml.BinaryClassification.CrossValidate(data, ml.BinaryClassification.Trainers.LbfgsLogisticRegression(), numberOfFolds: 3))
            BinaryEvaluatorTests.Describe(scenario, FormattableString.Invariant($"fold {result.Fold}"), result.Metrics, Tolerance.Trainer);
        scenario.Numbers("not calibrated", ml.BinaryClassification.CrossValidateNonCalibrated(data, ml.BinaryClassification.Trainers.LbfgsLogisticRegression(), numberOfFolds: 3).Select(result => result.Metrics.AreaUnderRocCurve), Tolerance.Trainer);
    });

    [TestMethod]
    public void Regression() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 2);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Counts());
        foreach (var result in ml.Regression.CrossValidate(data, ml.Regression.Trainers.LbfgsPoissonRegression(), numberOfFolds: 3))
        {
            var name = FormattableString.Invariant($"fold {result.Fold}");
            RegressionEvaluatorTests.Describe(scenario, name, result.Metrics, Tolerance.Trainer);
            scenario.Numbers($"{name} labels", result.ScoredHoldOutSet.Values<float>("Label"), 0);
        }
    });

    [TestMethod]
    public void GroupsAndSeeds() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 2);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes());
        var keyed = ml.Transforms.Conversion.MapValueToKey("Class", "Label").Fit(data).Transform(data);
        var trainer = ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(labelColumnName: "Class");
        scenario.Numbers("seeded", ml.MulticlassClassification.CrossValidate(keyed, trainer, numberOfFolds: 2, labelColumnName: "Class", seed: 12).Select(result => result.Metrics.LogLoss), Tolerance.Trainer);
        scenario.Numbers("by weight", ml.MulticlassClassification.CrossValidate(keyed, trainer, numberOfFolds: 2, labelColumnName: "Class", samplingKeyColumnName: "Weight").Select(result => result.Metrics.LogLoss), Tolerance.Trainer);
        scenario.Throws("one fold", () => ml.MulticlassClassification.CrossValidate(keyed, trainer, numberOfFolds: 1, labelColumnName: "Class"));
        scenario.Throws("null data", () => ml.MulticlassClassification.CrossValidate(null!, trainer));
        scenario.Throws("null estimator", () => ml.MulticlassClassification.CrossValidate(keyed, null!));
        scenario.Throws("missing label", () => ml.MulticlassClassification.CrossValidate(keyed, trainer, labelColumnName: "Nowhere"));
    });
}
