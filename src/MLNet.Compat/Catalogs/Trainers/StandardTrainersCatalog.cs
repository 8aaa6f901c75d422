using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML;

/// <summary>Makes the standard trainers.</summary>
public static class StandardTrainersCatalog
{
    public static LbfgsLogisticRegressionBinaryTrainer LbfgsLogisticRegression(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label, string featureColumnName = DefaultColumnNames.Features, string exampleWeightColumnName = null,
        float l1Regularization = LbfgsDefaults.L1Regularization, float l2Regularization = LbfgsDefaults.L2Regularization,
        float optimizationTolerance = LbfgsDefaults.OptimizationTolerance, int historySize = LbfgsDefaults.HistorySize,
        bool enforceNonNegativity = LbfgsDefaults.EnforceNonNegativity) =>
        catalog.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L1Regularization = l1Regularization,
            L2Regularization = l2Regularization,
            OptimizationTolerance = optimizationTolerance,
            HistorySize = historySize,
            EnforceNonNegativity = enforceNonNegativity,
        });

    public static LbfgsLogisticRegressionBinaryTrainer LbfgsLogisticRegression(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        LbfgsLogisticRegressionBinaryTrainer.Options options)
    {
        Check(catalog, options);
        return new(Environment(catalog), options);
    }

    public static LbfgsMaximumEntropyMulticlassTrainer LbfgsMaximumEntropy(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label, string featureColumnName = DefaultColumnNames.Features, string exampleWeightColumnName = null,
        float l1Regularization = LbfgsDefaults.L1Regularization, float l2Regularization = LbfgsDefaults.L2Regularization,
        float optimizationTolerance = LbfgsDefaults.OptimizationTolerance, int historySize = LbfgsDefaults.HistorySize,
        bool enforceNonNegativity = LbfgsDefaults.EnforceNonNegativity) =>
        catalog.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L1Regularization = l1Regularization,
            L2Regularization = l2Regularization,
            OptimizationTolerance = optimizationTolerance,
            HistorySize = historySize,
            EnforceNonNegativity = enforceNonNegativity,
        });

    public static LbfgsMaximumEntropyMulticlassTrainer LbfgsMaximumEntropy(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        LbfgsMaximumEntropyMulticlassTrainer.Options options)
    {
        Check(catalog, options);
        return new(Environment(catalog), options);
    }

    public static LbfgsPoissonRegressionTrainer LbfgsPoissonRegression(this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label, string featureColumnName = DefaultColumnNames.Features, string exampleWeightColumnName = null,
        float l1Regularization = LbfgsDefaults.L1Regularization, float l2Regularization = LbfgsDefaults.L2Regularization,
        float optimizationTolerance = LbfgsDefaults.OptimizationTolerance, int historySize = LbfgsDefaults.HistorySize,
        bool enforceNonNegativity = LbfgsDefaults.EnforceNonNegativity) =>
        catalog.LbfgsPoissonRegression(new LbfgsPoissonRegressionTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L1Regularization = l1Regularization,
            L2Regularization = l2Regularization,
            OptimizationTolerance = optimizationTolerance,
            HistorySize = historySize,
            EnforceNonNegativity = enforceNonNegativity,
        });

    public static LbfgsPoissonRegressionTrainer LbfgsPoissonRegression(this RegressionCatalog.RegressionTrainers catalog, LbfgsPoissonRegressionTrainer.Options options)
    {
        Check(catalog, options);
        return new(Environment(catalog), options);
    }

    public static SdcaLogisticRegressionBinaryTrainer SdcaLogisticRegression(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label, string featureColumnName = DefaultColumnNames.Features, string exampleWeightColumnName = null,
        float? l2Regularization = null, float? l1Regularization = null, int? maximumNumberOfIterations = null)
    {
        Contracts.CheckValue(catalog, nameof(catalog));
        return new(Environment(catalog), new SdcaLogisticRegressionBinaryTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L2Regularization = l2Regularization,
            L1Regularization = l1Regularization,
            MaximumNumberOfIterations = maximumNumberOfIterations,
        });
    }

    public static SdcaLogisticRegressionBinaryTrainer SdcaLogisticRegression(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        SdcaLogisticRegressionBinaryTrainer.Options options)
    {
        Check(catalog, options);
        return new(Environment(catalog), options);
    }

    public static SdcaNonCalibratedBinaryTrainer SdcaNonCalibrated(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label, string featureColumnName = DefaultColumnNames.Features, string exampleWeightColumnName = null,
        ISupportSdcaClassificationLoss lossFunction = null, float? l2Regularization = null, float? l1Regularization = null, int? maximumNumberOfIterations = null) =>
        catalog.SdcaNonCalibrated(new SdcaNonCalibratedBinaryTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            LossFunction = lossFunction,
            L2Regularization = l2Regularization,
            L1Regularization = l1Regularization,
            MaximumNumberOfIterations = maximumNumberOfIterations,
        });

    public static SdcaNonCalibratedBinaryTrainer SdcaNonCalibrated(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        SdcaNonCalibratedBinaryTrainer.Options options)
    {
        Check(catalog, options);
        return new(Environment(catalog), options, options.LossFunction);
    }

    public static SdcaMaximumEntropyMulticlassTrainer SdcaMaximumEntropy(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label, string featureColumnName = DefaultColumnNames.Features, string exampleWeightColumnName = null,
        float? l2Regularization = null, float? l1Regularization = null, int? maximumNumberOfIterations = null) =>
        catalog.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L2Regularization = l2Regularization,
            L1Regularization = l1Regularization,
            MaximumNumberOfIterations = maximumNumberOfIterations,
        });

    public static SdcaMaximumEntropyMulticlassTrainer SdcaMaximumEntropy(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        SdcaMaximumEntropyMulticlassTrainer.Options options)
    {
        Check(catalog, options);
        return new(Environment(catalog), options);
    }

    public static SdcaNonCalibratedMulticlassTrainer SdcaNonCalibrated(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label, string featureColumnName = DefaultColumnNames.Features, string exampleWeightColumnName = null,
        ISupportSdcaClassificationLoss lossFunction = null, float? l2Regularization = null, float? l1Regularization = null, int? maximumNumberOfIterations = null) =>
        catalog.SdcaNonCalibrated(new SdcaNonCalibratedMulticlassTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            Loss = lossFunction,
            L2Regularization = l2Regularization,
            L1Regularization = l1Regularization,
            MaximumNumberOfIterations = maximumNumberOfIterations,
        });

    public static SdcaNonCalibratedMulticlassTrainer SdcaNonCalibrated(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        SdcaNonCalibratedMulticlassTrainer.Options options)
    {
        Check(catalog, options);
        return new(Environment(catalog), options, options.Loss);
    }

    public static SdcaRegressionTrainer Sdca(this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label, string featureColumnName = DefaultColumnNames.Features, string exampleWeightColumnName = null,
        ISupportSdcaRegressionLoss lossFunction = null, float? l2Regularization = null, float? l1Regularization = null, int? maximumNumberOfIterations = null) =>
        catalog.Sdca(new SdcaRegressionTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            LossFunction = lossFunction,
            L2Regularization = l2Regularization,
            L1Regularization = l1Regularization,
            MaximumNumberOfIterations = maximumNumberOfIterations,
        });

    public static SdcaRegressionTrainer Sdca(this RegressionCatalog.RegressionTrainers catalog, SdcaRegressionTrainer.Options options)
    {
        Check(catalog, options);
        return new(Environment(catalog), options);
    }

    public static OneVersusAllTrainer OneVersusAll<TModel>(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        ITrainerEstimator<BinaryPredictionTransformer<TModel>, TModel> binaryEstimator, string labelColumnName = DefaultColumnNames.Label,
        bool imputeMissingLabelsAsNegative = false, IEstimator<ISingleFeaturePredictionTransformer<Calibrators.ICalibrator>> calibrator = null,
        int maximumCalibrationExampleCount = 1000000000, bool useProbabilities = true)
        where TModel : class
    {
        Contracts.CheckValue(catalog, nameof(catalog));
        var env = Environment(catalog);
        if (binaryEstimator is not ITrainerEstimator<ISingleFeaturePredictionTransformer<IPredictorProducing<float>>, IPredictorProducing<float>> trainer)
            throw env.ExceptParam(nameof(binaryEstimator), "Trainer estimator does not appear to produce the right kind of model.");
        if (calibrator != null)
            throw env.ExceptNotSupp("Scores are calibrated by Platt's method only.");
        return new(env, trainer, labelColumnName, maximumCalibrationExampleCount, useProbabilities);
    }

    private static IHostEnvironment Environment(TrainCatalogBase.CatalogInstantiatorBase catalog) => ((IInternalCatalog)catalog).Environment;

    private static void Check(TrainCatalogBase.CatalogInstantiatorBase catalog, object options)
    {
        Contracts.CheckValue(catalog, nameof(catalog));
        Contracts.CheckValue(options, nameof(options));
    }
}
