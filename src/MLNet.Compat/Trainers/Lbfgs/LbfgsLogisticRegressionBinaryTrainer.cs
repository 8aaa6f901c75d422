using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Numeric;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a logistic regression.</summary>
public sealed class LbfgsLogisticRegressionBinaryTrainer : LbfgsTrainerBase<LbfgsLogisticRegressionBinaryTrainer.Options,
    BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>,
    CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>
{
    internal LbfgsLogisticRegressionBinaryTrainer(IHostEnvironment env, Options options)
        : base(env, options, TrainerColumns.BooleanLabel(options.LabelColumnName))
    {
    }

    private protected override PredictionKind PredictionKind => PredictionKind.BinaryClassification;

    /// <summary>Trains on from the weights of a linear model.</summary>
    public BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>> Fit(IDataView trainData, LinearModelParameters modelParameters) =>
        TrainTransformer(trainData, modelParameters);

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) =>
        [TrainerColumns.Score, TrainerColumns.Probability, TrainerColumns.PredictedClass];

    private protected override void CheckLabel(TrainingRows data) => TrainingChecks.CheckBinaryLabel(data);

    private protected override LbfgsObjective CreateObjective(int features) => new BinaryLogisticObjective(features);

    private protected override float[] ToPoint(object model, int features)
    {
        var linear = (LinearModelParameters)model;
        return ToPoint([linear.Bias], linear.Weights, features);
    }

    private protected override CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> CreatePredictor(LbfgsResult result)
    {
        var statistics = TrainerOptions.ShowTrainingStatistics && !TrainerOptions.EnforceNonNegativity ? ComputeStatistics(result) : null;
        return new CalibratedLinearModel(Host, new LinearBinaryModelParameters(Host, result.Weights(0), result.Biases[0], statistics), new PlattCalibrator(Host, -1, 0));
    }

    private protected override BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>> MakeTransformer(
        CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> model, DataViewSchema trainSchema) =>
        new(Host, model, trainSchema, FeatureColumn.Name);

    private ModelStatisticsBase ComputeStatistics(LbfgsResult result)
    {
        const double Certain = 1e-15;
        float deviance = result.Deviance(TrainerOptions.L1Regularization, TrainerOptions.L2Regularization);
        double positives = ((BinaryLogisticObjective)result.Objective).PositiveWeight / result.WeightSum;
        float nullDeviance = positives <= Certain || 1 - positives <= Certain ? 0 : (float)(2 * result.WeightSum * ScalarMath.Entropy(positives, nats: true));
        int parameters = result.ParameterCount;
        result.Channel.Info(MessageSensitivity.None, "Model trained with {0} training examples.", result.Rows);
        result.Channel.Info(MessageSensitivity.None, "Residual Deviance: \t{0} (on {1} degrees of freedom)", deviance, Math.Max(result.Rows - parameters, 0));
        result.Channel.Info(MessageSensitivity.None, "Null Deviance:     \t{0} (on {1} degrees of freedom)", nullDeviance, result.Rows - 1);
        result.Channel.Info(MessageSensitivity.None, "AIC:               \t{0}", (2 * parameters) + deviance);
        result.Channel.Warning("The number of parameters is too large. Cannot hold the variance-covariance matrix in memory. " +
            "Skipping computation of standard errors and z-statistics of coefficients. Consider choosing a larger L1 regularizer" +
            "to reduce the number of parameters.");
        return new ModelStatisticsBase(result.Rows, parameters, deviance, nullDeviance);
    }

    /// <summary>Options of logistic regression.</summary>
    public sealed class Options : OptionsBase
    {
        /// <summary>Whether to tell how well the model fits.</summary>
        public bool ShowTrainingStatistics;
    }
}
