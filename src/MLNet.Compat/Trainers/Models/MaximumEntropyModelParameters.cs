using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Numeric;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(MaximumEntropyModelParameters), null, typeof(SignatureLoadModel), "Multiclass LR Executor", MaximumEntropyModelParameters.LoaderSignature)]
[assembly: LoadableClass(typeof(LinearMulticlassModelParameters), null, typeof(SignatureLoadModel), "Multiclass LR No Calib", LinearMulticlassModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

/// <summary>Linear functions whose softmax gives the probabilities of the classes.</summary>
public sealed class MaximumEntropyModelParameters : LinearMulticlassModelParametersBase
{
    internal const string LoaderSignature = "MultiClassLRExec";
    private const string RegistrationName = "MulticlassLogisticRegressionPredictor";

    internal MaximumEntropyModelParameters(IHostEnvironment env, VBuffer<float>[] weights, float[] biases, ModelStatisticsBase stats = null)
        : base(env, RegistrationName, weights, biases, stats)
    {
    }

    private MaximumEntropyModelParameters(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, RegistrationName, ctx)
    {
    }

    private static VersionInfo Version => new("MULTI LR", 0x00010003, 0x00010001, 0x00010001, typeof(MaximumEntropyModelParameters).Assembly.GetName().Name, LoaderSignature);

    private static MaximumEntropyModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new MaximumEntropyModelParameters(env, ctx);
    }

    private protected override void Calibrate(Span<float> scores)
    {
        float logSum = ScalarMath.LogSumExp(scores);
        foreach (ref float score in scores)
            score = ScalarMath.Exp(score - logSum);
    }

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        base.SaveCore(ctx);
    }
}

/// <summary>Linear functions of which the highest names the class.</summary>
public sealed class LinearMulticlassModelParameters : LinearMulticlassModelParametersBase
{
    internal const string LoaderSignature = "MulticlassLinear";
    private const string RegistrationName = "MulticlassLinearPredictor";

    internal LinearMulticlassModelParameters(IHostEnvironment env, VBuffer<float>[] weights, float[] biases, ModelStatisticsBase stats = null)
        : base(env, RegistrationName, weights, biases, stats)
    {
    }

    private LinearMulticlassModelParameters(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, RegistrationName, ctx)
    {
    }

    private static VersionInfo Version => new("MCLINEAR", 0x00010001, 0x00010001, 0x00010001, typeof(LinearMulticlassModelParameters).Assembly.GetName().Name, LoaderSignature);

    private static LinearMulticlassModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new LinearMulticlassModelParameters(env, ctx);
    }

    private protected override void Calibrate(Span<float> scores)
    {
    }

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        base.SaveCore(ctx);
    }
}
