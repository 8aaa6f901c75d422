using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The base of trainers that visit rows in random order: shuffles views that cannot do so themselves.</summary>
public abstract class StochasticTrainerBase<TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private static readonly TrainerInfo DefaultInfo = new();

#pragma warning disable MA0017 // The constructor is public in ML.NET.
    public StochasticTrainerBase(IHost host, SchemaShape.Column feature, SchemaShape.Column label, SchemaShape.Column weight = default)
        : base(host, feature, label, weight)
    {
    }
#pragma warning restore MA0017

    public override TrainerInfo Info => DefaultInfo;

    private protected abstract bool ShuffleData { get; }

    /// <summary>Checks the labels and gives the number of linear functions to train.</summary>
    private protected abstract int CheckLabel(TrainingRows data);

    private protected abstract TModel TrainCore(IChannel channel, TrainingRows data, int functions);

    private protected override TModel TrainModelCore(TrainingRows data, object initial)
    {
        using var channel = Host.Start("Training");
        int functions = CheckLabel(data);
        TrainingChecks.CheckFeatures(data);
        if (!data.Data.CanShuffle)
            data = data.With(new ShuffledView(Host, data.Data, forceShuffle: ShuffleData));
        return TrainCore(channel, data, functions);
    }
}
