using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MLNet.Compat.Tests.Recording;
using MLNet.Compat.Tests.Samples;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>The L-BFGS family: logistic regression, maximum entropy, Poisson regression. The optimum of each sample is unique.</summary>
[TestClass]
public sealed class LbfgsTests
{
    private static IDataView Classes(MLContext ml)
    {
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes(120, seed: 1));
        return ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
    }

    private static void DescribeBinary(Scenario scenario, MLContext ml, IDataView data, LbfgsLogisticRegressionBinaryTrainer trainer, bool isConverged = true)
    {
        BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>> model = trainer.Fit(data);
        var scored = model.Transform(data);
        if (isConverged)
        {
            scenario.Numbers("weights", model.Model.SubModel.Weights, Tolerance.Trainer);
            scenario.Number("bias", model.Model.SubModel.Bias, Tolerance.Trainer);
            scenario.Numbers("scores", scored.Values<float>("Score").Take(10), Tolerance.Trainer);
        }
        scenario.Numbers("probabilities", scored.Values<float>("Probability").Take(10), Tolerance.Trainer);
        scenario.Texts("predicted", scored.Rows("PredictedLabel").Take(10));
        BinaryEvaluatorTests.Describe(scenario, "metrics", ml.BinaryClassification.Evaluate(scored), Tolerance.Trainer);
    }

    private static void DescribeClasses(Scenario scenario, MLContext ml, IDataView data, LbfgsMaximumEntropyMulticlassTrainer trainer, bool isConverged = true)
    {
        var model = trainer.Fit(data);
        VBuffer<float>[]? weights = null;
        model.Model.GetWeights(ref weights, out var classes);
        scenario.Count("classes", classes);
        if (isConverged)
        {
            scenario.Numbers("weights", weights.SelectMany(vector => vector.DenseValues()), Tolerance.Trainer);
            scenario.Numbers("biases", model.Model.GetBiases(), Tolerance.Trainer);
        }
        var scored = model.Transform(data);
        scenario.Numbers("scores", scored.Flat("Score").Take(15), Tolerance.Trainer);
        scenario.Counts("predicted", scored.Keys("PredictedLabel").Take(20));
        MulticlassEvaluatorTests.Describe(scenario, "metrics", ml.MulticlassClassification.Evaluate(scored), Tolerance.Trainer);
    }

    [TestMethod]
    public void LogisticRegressionByDefault() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        // The default tolerance stops about 1e-3 away from the optimum, and where depends on the number of threads.
        DescribeBinary(scenario, ml, ml.Data.LoadFromEnumerable(NumericRows.Binary()), ml.BinaryClassification.Trainers.LbfgsLogisticRegression(), isConverged: false);
    });

    [TestMethod]
    public void LogisticRegressionWithL1() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        DescribeBinary(scenario, ml, ml.Data.LoadFromEnumerable(NumericRows.Binary()), ml.BinaryClassification.Trainers.LbfgsLogisticRegression(optimizationTolerance: 1e-10f));
    });

    [TestMethod]
    public void LogisticRegressionWithoutL1() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        DescribeBinary(scenario, ml, ml.Data.LoadFromEnumerable(NumericRows.Binary()),
            ml.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: 0, l2Regularization: 0.1f, optimizationTolerance: 1e-8f));
    });

    [TestMethod]
    public void LogisticRegressionWithWeights() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        DescribeBinary(scenario, ml, ml.Data.LoadFromEnumerable(NumericRows.Binary()),
            ml.BinaryClassification.Trainers.LbfgsLogisticRegression(exampleWeightColumnName: "Weight", l1Regularization: 0.5f, optimizationTolerance: 1e-10f));
    });

    [TestMethod]
    public void LogisticRegressionWithOptions() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        DescribeBinary(scenario, ml, ml.Data.LoadFromEnumerable(NumericRows.Binary()), ml.BinaryClassification.Trainers.LbfgsLogisticRegression(
            new LbfgsLogisticRegressionBinaryTrainer.Options
            {
                L1Regularization = 0,
                L2Regularization = 0.5f,
                NumberOfThreads = 1,
                HistorySize = 5,
                MaximumNumberOfIterations = 200,
                OptimizationTolerance = 1e-8f,
                DenseOptimizer = true,
            }));
    });

    [TestMethod]
    public void LogisticRegressionWithoutNegativeWeights() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        DescribeBinary(scenario, ml, ml.Data.LoadFromEnumerable(NumericRows.Binary()),
            ml.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: 0, enforceNonNegativity: true, optimizationTolerance: 1e-8f));
    });

    [TestMethod]
    public void MaximumEntropyByDefault() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        DescribeClasses(scenario, ml, Classes(ml), ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(), isConverged: false);
    });

    [TestMethod]
    public void MaximumEntropyWithL1() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        DescribeClasses(scenario, ml, Classes(ml), ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(optimizationTolerance: 1e-10f));
    });

    [TestMethod]
    public void MaximumEntropyWithoutL1() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        DescribeClasses(scenario, ml, Classes(ml), ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.1f, optimizationTolerance: 1e-8f));
    });

    [TestMethod]
    public void MaximumEntropyWithWeights() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        DescribeClasses(scenario, ml, Classes(ml), ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
            new LbfgsMaximumEntropyMulticlassTrainer.Options { ExampleWeightColumnName = "Weight", L1Regularization = 0, OptimizationTolerance = 1e-8f, NumberOfThreads = 1 }));
    });

    [TestMethod]
    public void PoissonRegression() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Counts());
        foreach (var (name, trainer) in new[]
        {
            ("default", ml.Regression.Trainers.LbfgsPoissonRegression()),
            ("loose", ml.Regression.Trainers.LbfgsPoissonRegression(l1Regularization: 0, l2Regularization: 0.01f, optimizationTolerance: 1e-8f)),
        })
        {
            var model = trainer.Fit(data);
            scenario.Numbers($"{name} weights", model.Model.Weights, Tolerance.Trainer);
            scenario.Number($"{name} bias", model.Model.Bias, Tolerance.Trainer);
            var scored = model.Transform(data);
            scenario.Numbers($"{name} scores", scored.Values<float>("Score").Take(10), Tolerance.Trainer);
            RegressionEvaluatorTests.Describe(scenario, name, ml.Regression.Evaluate(scored), Tolerance.Trainer);
        }
    });
}
