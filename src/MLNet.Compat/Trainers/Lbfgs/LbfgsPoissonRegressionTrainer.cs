using Microsoft.ML.Data;
using Microsoft.ML.Numeric;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a regression of counts.</summary>
public sealed class LbfgsPoissonRegressionTrainer : LbfgsTrainerBase<LbfgsPoissonRegressionTrainer.Options,
    RegressionPredictionTransformer<PoissonRegressionModelParameters>, PoissonRegressionModelParameters>
{
    // ML.NET keeps the constant part of the loss from one fit to the next, and stops accordingly later.
    private double _normalizer;

    internal LbfgsPoissonRegressionTrainer(IHostEnvironment env, Options options)
        : base(env, options, TrainerColumns.SingleLabel(options.LabelColumnName))
    {
    }

    private protected override PredictionKind PredictionKind => PredictionKind.Regression;

    /// <summary>Trains on from the weights of a linear model.</summary>
    public RegressionPredictionTransformer<PoissonRegressionModelParameters> Fit(IDataView trainData, LinearModelParameters linearModel) =>
        TrainTransformer(trainData, linearModel);

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) => [TrainerColumns.Score];

    private protected override void CheckLabel(TrainingRows data) => TrainingChecks.CheckRegressionLabel(data);

    private protected override LbfgsObjective CreateObjective(int features) => new PoissonObjective(features, _normalizer);

    private protected override TerminationCriterion CreateCriterion() =>
        new MeanRelativeImprovementCriterion(TrainerOptions.OptimizationTolerance, 5, TrainerOptions.MaximumNumberOfIterations);

    private protected override float[] ToPoint(object model, int features)
    {
        var linear = (LinearModelParameters)model;
        return ToPoint([linear.Bias], linear.Weights, features);
    }

    private protected override PoissonRegressionModelParameters CreatePredictor(LbfgsResult result)
    {
        _normalizer = ((PoissonObjective)result.Objective).Normalizer;
        return new(Host, result.Weights(0), result.Biases[0]);
    }

    private protected override RegressionPredictionTransformer<PoissonRegressionModelParameters> MakeTransformer(PoissonRegressionModelParameters model, DataViewSchema trainSchema) =>
        new(Host, model, trainSchema, FeatureColumn.Name);

    /// <summary>Options of Poisson regression.</summary>
    public sealed class Options : OptionsBase
    {
    }
}
