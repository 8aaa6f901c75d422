using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MLNet.Compat.Tests.Recording;
using MLNet.Compat.Tests.Samples;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>
/// The dual coordinate ascent family, run to convergence: with a fixed L2 term the optimum is unique whatever the order of the rows.
/// </summary>
[TestClass]
public sealed class SdcaTests
{
    private static IDataView Classes(MLContext ml)
    {
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes());
        return ml.Transforms.Conversion.MapValueToKey("Label").AppendCacheCheckpoint(ml).Fit(data).Transform(data);
    }

    private static SdcaLogisticRegressionBinaryTrainer.Options BinaryOptions(float l2, float l1 = 0, string? weight = null) => new()
    {
        ExampleWeightColumnName = weight,
        L1Regularization = l1,
        L2Regularization = l2,
        ConvergenceTolerance = 1e-7f,
        MaximumNumberOfIterations = 3000,
        NumberOfThreads = 1,
    };

    private static void DescribeBinary(Scenario scenario, MLContext ml, SdcaLogisticRegressionBinaryTrainer trainer)
    {
        var data = ml.Data.Cache(ml.Data.LoadFromEnumerable(NumericRows.Binary()));
        var model = trainer.Fit(data);
        scenario.Numbers("weights", model.Model.SubModel.Weights, Tolerance.Trainer);
        scenario.Number("bias", model.Model.SubModel.Bias, Tolerance.Trainer);
        scenario.Number("slope", model.Model.Calibrator.Slope, Tolerance.Trainer);
        scenario.Number("offset", model.Model.Calibrator.Offset, Tolerance.Trainer);
        var scored = model.Transform(data);
        scenario.Numbers("scores", scored.Values<float>("Score").Take(10), Tolerance.Trainer);
        scenario.Numbers("probabilities", scored.Values<float>("Probability").Take(10), Tolerance.Trainer);
        BinaryEvaluatorTests.Describe(scenario, "metrics", ml.BinaryClassification.Evaluate(scored), Tolerance.Trainer);
    }

    private static void DescribeClasses(Scenario scenario, MLContext ml, SdcaMaximumEntropyMulticlassTrainer trainer)
    {
        var data = Classes(ml);
        var model = trainer.Fit(data);
        VBuffer<float>[]? weights = null;
        model.Model.GetWeights(ref weights, out var classes);
        scenario.Count("classes", classes);
        scenario.Numbers("weights", weights.SelectMany(vector => vector.DenseValues()), Tolerance.Trainer);
        scenario.Numbers("biases", model.Model.GetBiases(), Tolerance.Trainer);
        var scored = model.Transform(data);
        scenario.Numbers("scores", scored.Flat("Score").Take(15), Tolerance.Trainer);
        MulticlassEvaluatorTests.Describe(scenario, "metrics", ml.MulticlassClassification.Evaluate(scored), Tolerance.Trainer);
    }

    private static void DescribeRegression(Scenario scenario, MLContext ml, SdcaRegressionTrainer trainer)
    {
        var data = ml.Data.Cache(ml.Data.LoadFromEnumerable(NumericRows.Linear()));
        var model = trainer.Fit(data);
        scenario.Numbers("weights", model.Model.Weights, Tolerance.Trainer);
        scenario.Number("bias", model.Model.Bias, Tolerance.Trainer);
        var scored = model.Transform(data);
        scenario.Numbers("scores", scored.Values<float>("Score").Take(10), Tolerance.Trainer);
        RegressionEvaluatorTests.Describe(scenario, "metrics", ml.Regression.Evaluate(scored), Tolerance.Trainer);
    }

    [TestMethod]
    public void LogisticRegression() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        DescribeBinary(scenario, ml, ml.BinaryClassification.Trainers.SdcaLogisticRegression(BinaryOptions(0.05f)));
    });

    [TestMethod]
    public void LogisticRegressionWithL1() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        DescribeBinary(scenario, ml, ml.BinaryClassification.Trainers.SdcaLogisticRegression(BinaryOptions(0.05f, l1: 1f)));
    });

    [TestMethod]
    public void LogisticRegressionWithWeights() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        DescribeBinary(scenario, ml, ml.BinaryClassification.Trainers.SdcaLogisticRegression(BinaryOptions(0.1f, weight: "Weight")));
    });

    [TestMethod]
    public void MaximumEntropy() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        DescribeClasses(scenario, ml, ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
        {
            L1Regularization = 0,
            L2Regularization = 0.05f,
            ConvergenceTolerance = 1e-7f,
            MaximumNumberOfIterations = 3000,
            NumberOfThreads = 1,
        }));
    });

    [TestMethod]
    public void Regression() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        DescribeRegression(scenario, ml, ml.Regression.Trainers.Sdca(new SdcaRegressionTrainer.Options
        {
            L1Regularization = 0,
            L2Regularization = 0.05f,
            ConvergenceTolerance = 1e-8f,
            MaximumNumberOfIterations = 3000,
            NumberOfThreads = 1,
        }));
    });
}
