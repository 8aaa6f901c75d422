using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a linear classifier of two classes for any loss by stochastic dual coordinate ascent.</summary>
public sealed class SdcaNonCalibratedBinaryTrainer : SdcaBinaryTrainerBase<LinearBinaryModelParameters>
{
    internal SdcaNonCalibratedBinaryTrainer(IHostEnvironment env, BinaryOptionsBase options, ISupportSdcaClassificationLoss loss)
        : base(env, options, loss)
    {
    }

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) => [TrainerColumns.Score, TrainerColumns.PredictedClass];

    private protected override LinearBinaryModelParameters CreatePredictor(SdcaModel model) => CreateLinear(model);

    /// <summary>Options with a loss.</summary>
    public sealed class Options : BinaryOptionsBase
    {
        /// <summary>What is minimized; null is the log-loss.</summary>
        public ISupportSdcaClassificationLoss LossFunction { get; set; }
    }
}
