using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The base of the parameters of trained models.</summary>
public abstract class ModelParametersBase<TOutput> : ICanSaveModel, IPredictorProducing<TOutput>
{
    private protected readonly IHost Host;

    private protected ModelParametersBase(IHostEnvironment env, string name)
    {
        Contracts.CheckValue(env, nameof(env));
        Host = env.Register(name);
    }

    PredictionKind IPredictor.PredictionKind => PredictionKind;

    int IPredictor.FeatureCount => FeatureCount;

    private protected abstract PredictionKind PredictionKind { get; }

    private protected abstract int FeatureCount { get; }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        SaveCore(ctx);
    }

    private protected abstract void SaveCore(ModelSaveContext ctx);
}
