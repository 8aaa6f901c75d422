using Microsoft.ML.Calibrators;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a logistic regression by stochastic dual coordinate ascent.</summary>
public sealed class SdcaLogisticRegressionBinaryTrainer : SdcaBinaryTrainerBase<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>
{
    internal SdcaLogisticRegressionBinaryTrainer(IHostEnvironment env, BinaryOptionsBase options)
        : base(env, options, new LogLoss())
    {
    }

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) =>
        [TrainerColumns.Score, TrainerColumns.Probability, TrainerColumns.PredictedClass];

    private protected override CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> CreatePredictor(SdcaModel model) =>
        new CalibratedLinearModel(Host, CreateLinear(model), new PlattCalibrator(Host, -1, 0));

    /// <summary>Options of logistic regression.</summary>
    public sealed class Options : BinaryOptionsBase
    {
    }
}
