using Microsoft.ML.Numeric;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>
/// The base of trainers that minimize a loss over linear functions by L-BFGS. The biases of all classes come first, then the
/// weights of one class after the other.
/// </summary>
public abstract partial class LbfgsTrainerBase<TOptions, TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
    where TOptions : LbfgsTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
{
    private static readonly TrainerInfo TrainerInfo = new();

    private protected LbfgsTrainerBase(IHostEnvironment env, TOptions options, SchemaShape.Column labelColumn)
        : base(Contracts.CheckRef(env, nameof(env)).Register("LbfgsTrainerBase"), TrainerColumns.Features(options.FeatureColumnName), labelColumn,
            TrainerColumns.Weight(options.ExampleWeightColumnName))
    {
        Host.CheckValue(options, nameof(options));
        options.Check(Host);
        TrainerOptions = options;
    }

    public override TrainerInfo Info => TrainerInfo;

    private protected TOptions TrainerOptions { get; }

    private protected virtual int ClassCount => 1;

    private protected abstract LbfgsObjective CreateObjective(int features);

    private protected abstract void CheckLabel(TrainingRows data);

    /// <summary>The point to start at, from a model trained before.</summary>
    private protected abstract float[] ToPoint(object model, int features);

    /// <summary>When to stop. Classification watches the mean improvement.</summary>
    private protected virtual TerminationCriterion CreateCriterion() =>
        new MeanImprovementCriterion(TrainerOptions.OptimizationTolerance, 0.25f, TrainerOptions.MaximumNumberOfIterations);

    private protected abstract TModel CreatePredictor(LbfgsResult result);

    private protected override TModel TrainModelCore(TrainingRows data, object initial)
    {
        TrainingChecks.CheckFeatures(data);
        CheckLabel(data);
        TrainingChecks.CheckWeight(data);
        int features = data.FeatureCount;
        if (features >= Array.MaxLength / ClassCount)
        {
            throw Contracts.ExceptParam(nameof(data),
                "The number of model parameters which is equal to ('# of features' + 1) * '# of classes' should be less than or equal to {0}.", Array.MaxLength);
        }
        using var channel = Host.Start("Training");
        return CreatePredictor(TrainCore(channel, data, CreateObjective(features), initial));
    }

    private LbfgsResult TrainCore(IChannel channel, TrainingRows data, LbfgsObjective objective, object initial)
    {
        var rows = LbfgsRows.Read(Host, channel, data, objective, TrainerOptions.NumberOfThreads ?? Environment.ProcessorCount);
        int size = objective.PointSize;
        var start = initial != null ? ToPoint(initial, objective.FeatureCount) : RandomPoint(size);
        var function = objective.Regularized(rows, TrainerOptions.L2Regularization);
        var optimizer = TrainerOptions.L1Regularization > 0
            ? new OwlQnOptimizer(function, start, TrainerOptions.HistorySize, TrainerOptions.EnforceNonNegativity, objective.BiasCount, TrainerOptions.L1Regularization / rows.Count)
            : new LbfgsOptimizer(function, start, TrainerOptions.HistorySize, TrainerOptions.EnforceNonNegativity);
        try
        {
            using var optimization = Host.Start("LBFGS Optimizer");
            optimizer.Minimize(optimization, CreateCriterion(), Host.CheckAlive);
        }
        catch (PrematureConvergenceException e)
        {
            if (!TrainerOptions.Quiet)
                channel.Warning(MessageSensitivity.None, "Premature convergence occurred. The OptimizationTolerance may be set too small. {0}", e.Message);
        }

        var result = new LbfgsResult(objective, optimizer.Result, optimizer.Value, rows.Count, rows.WeightSum, channel);
        if (TrainerOptions.L1Regularization > 0 && !TrainerOptions.Quiet)
            channel.Info(MessageSensitivity.None, "L1 regularization selected {0} of {1} weights.", result.ParameterCount, size);
        return result;
    }

    private float[] RandomPoint(int size)
    {
        var point = new float[size];
        if (TrainerOptions.InitialWeightsDiameter > 0)
        {
            for (int i = 0; i < size; i++)
                point[i] = TrainerOptions.InitialWeightsDiameter * (Host.Rand.NextSingle() - 0.5f);
        }
        return point;
    }

    private protected float[] ToPoint(IEnumerable<float> biases, IEnumerable<float> weights, int features)
    {
        float[] first = [.. biases];
        float[] rest = [.. weights];
        Contracts.Check(first.Length == ClassCount, "The initialization predictor has different number of classes than the training data.");
        Contracts.Check(rest.Length == ClassCount * features, "The initialization predictor has different number of features than the training data.");
        return [.. first, .. rest];
    }
}
