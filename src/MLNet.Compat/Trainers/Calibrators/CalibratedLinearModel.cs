using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(IPredictorProducing<float>), typeof(CalibratedLinearModel), null, typeof(SignatureLoadModel), "Calibrated Linear Executor", CalibratedLinearModel.LoaderSignature)]

namespace Microsoft.ML.Calibrators;

/// <summary>A linear model with Platt's calibration.</summary>
internal sealed class CalibratedLinearModel : CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>, ICanSaveModel
{
    public const string LoaderSignature = "PMixCaliPredExec";
    private const string RegistrationName = "ParameterMixingCalibratedPredictor";

    public CalibratedLinearModel(IHostEnvironment env, LinearBinaryModelParameters predictor, PlattCalibrator calibrator)
        : base(env, RegistrationName, predictor, calibrator)
    {
    }

    private static VersionInfo Version => new("PMIXCALP", 0x00010001, 0x00010001, 0x00010001, typeof(CalibratedLinearModel).Assembly.GetName().Name, LoaderSignature);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.SaveModel(SubModel, DirPredictor);
        ctx.SaveModel(Calibrator, DirCalibrator);
    }

    private static IPredictorProducing<float> Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        ctx.LoadModel<LinearBinaryModelParameters, SignatureLoadModel>(env, out var predictor, DirPredictor);
        ctx.LoadModel<PlattCalibrator, SignatureLoadModel>(env, out var calibrator, DirCalibrator);
        return new CalibratedLinearModel(env, predictor, calibrator);
    }
}
