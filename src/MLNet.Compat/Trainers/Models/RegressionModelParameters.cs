using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Numeric;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(LinearRegressionModelParameters), null, typeof(SignatureLoadModel), "Linear Regression Executor", LinearRegressionModelParameters.LoaderSignature)]
[assembly: LoadableClass(typeof(PoissonRegressionModelParameters), null, typeof(SignatureLoadModel), "Poisson Regression Executor", PoissonRegressionModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

/// <summary>A linear model for regression.</summary>
public abstract class RegressionModelParameters : LinearModelParameters
{
    private protected RegressionModelParameters(IHostEnvironment env, string name, in VBuffer<float> weights, float bias)
        : base(env, name, weights, bias)
    {
    }

    private protected RegressionModelParameters(IHostEnvironment env, string name, ModelLoadContext ctx)
        : base(env, name, ctx)
    {
    }

    private protected override PredictionKind PredictionKind => PredictionKind.Regression;
}

/// <summary>A linear function that predicts a number.</summary>
public sealed class LinearRegressionModelParameters : RegressionModelParameters
{
    internal const string LoaderSignature = "LinearRegressionExec";
    private const string RegistrationName = "LinearRegressionPredictor";

    internal LinearRegressionModelParameters(IHostEnvironment env, in VBuffer<float> weights, float bias)
        : base(env, RegistrationName, weights, bias)
    {
    }

    private LinearRegressionModelParameters(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, RegistrationName, ctx)
    {
    }

    private static VersionInfo Version => new("LIN RGRS", 0x00020001, 0x00020001, 0x00020001, typeof(LinearRegressionModelParameters).Assembly.GetName().Name, LoaderSignature);

    private static LinearRegressionModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new LinearRegressionModelParameters(env, ctx);
    }

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        base.SaveCore(ctx);
    }
}

/// <summary>A linear function of which the exponential predicts a count.</summary>
public sealed class PoissonRegressionModelParameters : RegressionModelParameters
{
    internal const string LoaderSignature = "PoissonRegressionExec";
    private const string RegistrationName = "PoissonRegressionPredictor";

    internal PoissonRegressionModelParameters(IHostEnvironment env, in VBuffer<float> weights, float bias)
        : base(env, RegistrationName, weights, bias)
    {
    }

    private PoissonRegressionModelParameters(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, RegistrationName, ctx)
    {
    }

    private static VersionInfo Version => new("POISSONR", 0x00010002, 0x00010001, 0x00010001, typeof(PoissonRegressionModelParameters).Assembly.GetName().Name, LoaderSignature);

    private static PoissonRegressionModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new PoissonRegressionModelParameters(env, ctx);
    }

    private protected override float Transfer(float linear) => ScalarMath.Exp(linear);

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        base.SaveCore(ctx);
    }
}
