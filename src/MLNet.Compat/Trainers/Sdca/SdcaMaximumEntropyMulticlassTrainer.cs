using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a maximum entropy model by stochastic dual coordinate ascent.</summary>
public sealed class SdcaMaximumEntropyMulticlassTrainer : SdcaMulticlassTrainerBase<MaximumEntropyModelParameters>
{
    internal SdcaMaximumEntropyMulticlassTrainer(IHostEnvironment env, MulticlassOptions options)
        : base(env, options, new LogLoss())
    {
    }

    private protected override MaximumEntropyModelParameters CreatePredictor(SdcaModel model) => new(Host, WeightsOf(model), BiasesOf(model));

    /// <summary>Options of maximum entropy.</summary>
    public sealed class Options : MulticlassOptions
    {
    }
}
