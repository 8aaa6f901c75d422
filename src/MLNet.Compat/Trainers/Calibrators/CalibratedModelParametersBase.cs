using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Calibrators;

/// <summary>A model with the calibrator that turns its scores into probabilities.</summary>
public abstract class CalibratedModelParametersBase
{
    private protected CalibratedModelParametersBase(object subModel, ICalibrator calibrator)
    {
        SubModel = subModel;
        Calibrator = calibrator;
    }

    public object SubModel { get; }

    public ICalibrator Calibrator { get; }
}

/// <summary>A model with the calibrator that turns its scores into probabilities.</summary>
public abstract class CalibratedModelParametersBase<TSubModel, TCalibrator> : CalibratedModelParametersBase, ICalibratedPredictor
    where TSubModel : class
    where TCalibrator : class, ICalibrator
{
    private protected const string DirPredictor = "Predictor";
    private protected const string DirCalibrator = "Calibrator";

    private protected CalibratedModelParametersBase(IHostEnvironment env, string name, TSubModel predictor, TCalibrator calibrator)
        : base(predictor, calibrator)
    {
        Host = env.Register(name);
        Host.CheckValue(predictor, nameof(predictor));
        Host.CheckValue(calibrator, nameof(calibrator));
        SubModel = predictor;
        Calibrator = calibrator;
    }

    private protected IHost Host { get; }

    public new TSubModel SubModel { get; }

    public new TCalibrator Calibrator { get; }

    PredictionKind IPredictor.PredictionKind => Predictor.PredictionKind;

    int IPredictor.FeatureCount => Predictor.FeatureCount;

    private IScalarPredictor Predictor => (IScalarPredictor)SubModel;

    float IScalarPredictor.Score(in VBuffer<float> features) => Predictor.Score(features);

    float ICalibratedPredictor.Probability(float score) => Calibrator.PredictProbability(score);
}
