using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The base of trainers by stochastic dual coordinate ascent: settles what was left open and runs the solver.</summary>
public abstract partial class SdcaTrainerBase<TOptions, TTransformer, TModel> : StochasticTrainerBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
    where TOptions : SdcaTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
{
    private protected SdcaTrainerBase(IHostEnvironment env, TOptions options, SchemaShape.Column label)
        : base(Contracts.CheckRef(env, nameof(env)).Register("SdcaTrainerBase"), TrainerColumns.Features(options.FeatureColumnName), label,
            TrainerColumns.Weight(options.ExampleWeightColumnName))
    {
        TrainerOptions = options;
        options.Check(env);
    }

    private protected TOptions TrainerOptions { get; }

    private protected override bool ShuffleData => TrainerOptions.Shuffle;

    private protected abstract ISupportSdcaLoss Loss { get; }

    private protected virtual int DefaultThreads => Math.Min(8, Math.Max(1, Environment.ProcessorCount / 2));

    private protected abstract SdcaSolver CreateSolver(TrainingRows data, RowIndex index, SdcaSettings settings, int functions);

    private protected abstract TModel CreatePredictor(SdcaModel model);

    private protected virtual float DefaultL2(int iterations, long rows, int threads)
    {
        long expected = Math.Max(2, iterations / 2 / threads) * threads;
        return Math.Max(1e-06f, 20f / (expected * rows));
    }

    private protected override TModel TrainCore(IChannel channel, TrainingRows data, int functions)
    {
        int threads = TrainerOptions.NumberOfThreads ?? DefaultThreads;
        Host.CheckUserArg(threads > 0, nameof(OptionsBase.NumberOfThreads), "The number of threads must be either null or a positive integer.");
        if (threads == 1)
            channel.Info("Using 1 thread to train.");
        else
            channel.Info(MessageSensitivity.None, "Using {0} threads to train.", threads);
        if (TrainerOptions.ConvergenceCheckFrequency is null)
            channel.Info(MessageSensitivity.None, "Automatically choosing a check frequency of {0}.", threads);
        int frequency = TrainerOptions.ConvergenceCheckFrequency ?? threads;

        var index = RowIndex.Build(data, functions, out long skipped);
        if (skipped > 0)
            channel.Warning(MessageSensitivity.None, "Skipped {0} instances with missing features/label during training", skipped);
        channel.Check(index.RowCount > 0, "Training set has 0 instances, aborting training.");
        Tune(channel, index.RowCount, data.FeatureCount, threads);

        var settings = new SdcaSettings
        {
            L2 = TrainerOptions.L2Regularization.Value,
            L1Threshold = TrainerOptions.L1Regularization.Value,
            MaximumIterations = TrainerOptions.MaximumNumberOfIterations.Value,
            Tolerance = TrainerOptions.ConvergenceTolerance,
            CheckFrequency = frequency <= 0 ? int.MaxValue : frequency,
            Threads = threads,
            BiasLearningRate = TrainerOptions.BiasLearningRate,
            Shuffle = TrainerOptions.Shuffle,
        };
        return CreatePredictor(CreateSolver(data, index, settings, functions).Solve(Host, channel));
    }

    /// <summary>Fills in the options that were left open; they stay for the next training, as in ML.NET.</summary>
    private void Tune(IChannel channel, long rows, int features, int threads)
    {
        if (TrainerOptions.MaximumNumberOfIterations is null)
        {
            int wanted = (int)Math.Max(1, 500000 / rows) * 3;
            TrainerOptions.MaximumNumberOfIterations = Math.Max(2, Math.Max(1, wanted / threads) * threads);
            channel.Info(MessageSensitivity.None, "Auto-tuning parameters: maxIterations = {0}.", TrainerOptions.MaximumNumberOfIterations.Value);
        }
        if (TrainerOptions.L2Regularization is null)
        {
            TrainerOptions.L2Regularization = DefaultL2(TrainerOptions.MaximumNumberOfIterations.Value, rows, threads);
            channel.Info(MessageSensitivity.None, "Auto-tuning parameters: L2 = {0}.", TrainerOptions.L2Regularization.Value);
        }
        if (TrainerOptions.L1Regularization is null)
        {
            TrainerOptions.L1Regularization = features switch
            {
                < 100 => 0,
                < 1000 => 0.25f,
                < 10000 => 0.5f,
                _ => 1,
            };
            channel.Info(MessageSensitivity.None, "Auto-tuning parameters: L1Threshold (L1/L2) = {0}.", TrainerOptions.L1Regularization.Value);
        }
    }
}
