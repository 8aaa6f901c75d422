using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a multinomial logistic regression.</summary>
public sealed class LbfgsMaximumEntropyMulticlassTrainer : LbfgsTrainerBase<LbfgsMaximumEntropyMulticlassTrainer.Options,
    MulticlassPredictionTransformer<MaximumEntropyModelParameters>, MaximumEntropyModelParameters>
{
    private int _classes;

    internal LbfgsMaximumEntropyMulticlassTrainer(IHostEnvironment env, Options options)
        : base(env, options, TrainerColumns.KeyLabel(options.LabelColumnName))
    {
    }

    private protected override PredictionKind PredictionKind => PredictionKind.MulticlassClassification;

    private protected override int ClassCount => _classes;

    /// <summary>Trains on from another model of the same classes.</summary>
    public MulticlassPredictionTransformer<MaximumEntropyModelParameters> Fit(IDataView trainData, MaximumEntropyModelParameters modelParameters) =>
        TrainTransformer(trainData, modelParameters);

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) => TrainerColumns.Multiclass(inputSchema, LabelColumn.Name);

    private protected override void CheckLabel(TrainingRows data) => _classes = TrainingChecks.CountClasses(data);

    private protected override LbfgsObjective CreateObjective(int features) => new SoftmaxObjective(_classes, features);

    private protected override float[] ToPoint(object model, int features)
    {
        var parameters = (MaximumEntropyModelParameters)model;
        VBuffer<float>[] weights = null;
        parameters.GetWeights(ref weights, out _);
        if (weights[0].Length != features)
            throw Contracts.Except("The input training data must have the same features used to train the input predictor.");
        return ToPoint(parameters.GetBiases(), weights.SelectMany(vector => vector.DenseValues()), features);
    }

    private protected override MaximumEntropyModelParameters CreatePredictor(LbfgsResult result)
    {
        if (_classes == 1)
        {
            using var channel = Host.Start("Creating Predictor");
            channel.Warning("Training resulted in a one class predictor");
        }
        var weights = Enumerable.Range(0, _classes).Select(result.Weights).ToArray();
        var statistics = TrainerOptions.ShowTrainingStatistics && !TrainerOptions.EnforceNonNegativity ? ComputeStatistics(result) : null;
        return new MaximumEntropyModelParameters(Host, weights, result.Biases, statistics);
    }

    private protected override MulticlassPredictionTransformer<MaximumEntropyModelParameters> MakeTransformer(MaximumEntropyModelParameters model, DataViewSchema trainSchema) =>
        new(Host, model, trainSchema, FeatureColumn.Name, LabelColumn.Name);

    private ModelStatisticsBase ComputeStatistics(LbfgsResult result)
    {
        float deviance = result.Deviance(TrainerOptions.L1Regularization, TrainerOptions.L2Regularization);
        float nullDeviance = 0;
        foreach (double weight in ((SoftmaxObjective)result.Objective).ClassWeights)
        {
            if (weight != 0)
                nullDeviance -= (float)(2 * weight * Math.Log(weight / result.WeightSum));
        }
        int parameters = result.ParameterCount;
        result.Channel.Info(MessageSensitivity.None, "Model trained with {0} training examples.", result.Rows);
        result.Channel.Info(MessageSensitivity.None, "Residual Deviance: \t{0}", deviance);
        result.Channel.Info(MessageSensitivity.None, "Null Deviance:    \t{0}", nullDeviance);
        result.Channel.Info(MessageSensitivity.None, "AIC:              \t{0}", (2 * parameters) + deviance);
        return new ModelStatisticsBase(result.Rows, parameters, deviance, nullDeviance);
    }

    /// <summary>Options of multinomial logistic regression.</summary>
    public sealed class Options : OptionsBase
    {
        /// <summary>Whether to tell how well the model fits.</summary>
        public bool ShowTrainingStatistics;
    }
}
