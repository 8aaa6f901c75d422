using Microsoft.ML;
using MLNet.Compat.Tests.Recording;
using MLNet.Compat.Tests.Samples;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>OneVersusAll over a binary trainer: normalized probabilities or raw scores.</summary>
[TestClass]
public sealed class OneVersusAllTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void OverLogisticRegression(bool useProbabilities) => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var rows = ml.Data.LoadFromEnumerable(NumericRows.Classes());
        var data = ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);
        var trainer = ml.MulticlassClassification.Trainers.OneVersusAll(
            ml.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: 0, optimizationTolerance: 1e-8f), useProbabilities: useProbabilities);
        var scored = trainer.Fit(data).Transform(data);
        scenario.Numbers("scores", scored.Flat("Score").Take(30), Tolerance.Trainer);
        scenario.Counts("predicted", scored.Keys("PredictedLabel"));
        MulticlassEvaluatorTests.Describe(scenario, "metrics", ml.MulticlassClassification.Evaluate(scored), Tolerance.Trainer);
        scenario.Texts("schema", SchemaText.VisibleLines(scored.Schema));
    }, testMethod: $"{nameof(OverLogisticRegression)}.{useProbabilities}");

    [TestMethod]
    public void BinaryTrainersNeedNoLabelOfTheirOwn() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var rows = ml.Data.LoadFromEnumerable(NumericRows.Classes(30).Select(row => new ClassRow { Label = row.Label + "!", Features = row.Features, Weight = row.Weight }));
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Class", "Label")
            .Append(ml.MulticlassClassification.Trainers.OneVersusAll(ml.BinaryClassification.Trainers.LbfgsLogisticRegression(labelColumnName: "Class"), labelColumnName: "Class"))
            .Append(ml.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel"));
        var scored = pipeline.Fit(rows).Transform(rows);
        scenario.Texts("predicted", scored.Texts("Name"));
        scenario.Numbers("scores", scored.Flat("Score").Take(9), Tolerance.Trainer);
    });
}
