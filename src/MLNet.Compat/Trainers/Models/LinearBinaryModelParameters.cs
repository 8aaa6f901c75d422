using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(IPredictorProducing<float>), typeof(LinearBinaryModelParameters), null, typeof(SignatureLoadModel), "Linear 2-class Executor", LinearBinaryModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

/// <summary>A linear function whose sign tells two classes apart.</summary>
public sealed class LinearBinaryModelParameters : LinearModelParameters
{
    internal const string LoaderSignature = "Linear2CExec";
    private const string RegistrationName = "LinearBinaryPredictor";

    /// <summary>Statistics of the training set, where the trainer was asked for them.</summary>
    public readonly ModelStatisticsBase Statistics;

    internal LinearBinaryModelParameters(IHostEnvironment env, in VBuffer<float> weights, float bias, ModelStatisticsBase stats = null)
        : base(env, RegistrationName, weights, bias)
        => Statistics = stats;

    private LinearBinaryModelParameters(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, RegistrationName, ctx)
        => Statistics = ModelStatisticsBase.ReadOrNull(ctx.Reader);

    private static VersionInfo Version => new("LINEAR2C", 0x00020002, 0x00020001, 0x00020001, typeof(LinearBinaryModelParameters).Assembly.GetName().Name, LoaderSignature);

    private protected override PredictionKind PredictionKind => PredictionKind.BinaryClassification;

    private static IPredictorProducing<float> Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new LinearBinaryModelParameters(env, ctx);
    }

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        base.SaveCore(ctx);
        ModelStatisticsBase.WriteOrNull(ctx.Writer, Statistics);
    }
}
