using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a linear classifier of several classes for any loss by stochastic dual coordinate ascent.</summary>
public sealed class SdcaNonCalibratedMulticlassTrainer : SdcaMulticlassTrainerBase<LinearMulticlassModelParameters>
{
    internal SdcaNonCalibratedMulticlassTrainer(IHostEnvironment env, MulticlassOptions options, ISupportSdcaClassificationLoss loss)
        : base(env, options, loss)
    {
    }

    private protected override LinearMulticlassModelParameters CreatePredictor(SdcaModel model) => new(Host, WeightsOf(model), BiasesOf(model));

    /// <summary>Options with a loss.</summary>
    public sealed class Options : MulticlassOptions
    {
        /// <summary>What is minimized; null is the log-loss.</summary>
        public ISupportSdcaClassificationLoss Loss { get; set; }
    }
}
