using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(ITransformer), typeof(RegressionPredictionTransformer), null, typeof(SignatureLoadModel), "", RegressionPredictionTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Scores rows with a number.</summary>
public sealed class RegressionPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    internal RegressionPredictionTransformer(IHostEnvironment env, TModel model, DataViewSchema inputSchema, string featureColumn)
        : base(Contracts.CheckRef(env, nameof(env)).Register("RegressionPredictionTransformer"), model, inputSchema, featureColumn)
    {
    }

    internal RegressionPredictionTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(Contracts.CheckRef(env, nameof(env)).Register("RegressionPredictionTransformer"), ctx)
    {
    }

    private protected override IRowMapper MakeScorer(DataViewSchema inputSchema) =>
        new ScalarRowScorer(this, Host, (IScalarPredictor)Model, inputSchema, FeatureColumnName);

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(RegressionPredictionTransformer.Version);
        base.SaveCore(ctx);
    }
}

/// <summary>Loads scoring transformers of regressions.</summary>
internal static class RegressionPredictionTransformer
{
    public const string LoaderSignature = "RegressionPredXfer";

    public static VersionInfo Version => new("REG PRED", 0x00010001, 0x00010001, 0x00010001, typeof(RegressionPredictionTransformer).Assembly.GetName().Name, LoaderSignature);

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return PredictionTransformerLoading.Create<IPredictorProducing<float>>(env, ctx, typeof(RegressionPredictionTransformer<>));
    }
}
