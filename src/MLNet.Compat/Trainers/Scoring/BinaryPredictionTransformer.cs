using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(ITransformer), typeof(BinaryPredictionTransformer), null, typeof(SignatureLoadModel), "", BinaryPredictionTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Scores rows of two classes.</summary>
public sealed class BinaryPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    internal BinaryPredictionTransformer(IHostEnvironment env, TModel model, DataViewSchema inputSchema, string featureColumn,
        float threshold = 0f, string thresholdColumn = DefaultColumnNames.Score)
        : base(Contracts.CheckRef(env, nameof(env)).Register("BinaryPredictionTransformer"), model, inputSchema, featureColumn)
    {
        Host.CheckNonEmpty(thresholdColumn, nameof(thresholdColumn));
        Threshold = threshold;
        ThresholdColumn = thresholdColumn;
    }

    internal BinaryPredictionTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(Contracts.CheckRef(env, nameof(env)).Register("BinaryPredictionTransformer"), ctx)
    {
        Threshold = ctx.Reader.ReadSingle();
        ThresholdColumn = ctx.LoadString();
    }

    internal float Threshold { get; }

    internal string ThresholdColumn { get; }

    private protected override IRowMapper MakeScorer(DataViewSchema inputSchema) =>
        new ScalarRowScorer(this, Host, (IScalarPredictor)Model, inputSchema, FeatureColumnName, new BinaryThreshold(Threshold, ThresholdColumn));

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(BinaryPredictionTransformer.Version);
        base.SaveCore(ctx);
        ctx.Writer.Write(Threshold);
        ctx.SaveString(ThresholdColumn);
    }
}

/// <summary>Loads scoring transformers of two classes.</summary>
internal static class BinaryPredictionTransformer
{
    public const string LoaderSignature = "BinaryPredXfer";

    public static VersionInfo Version => new("BIN PRED", 0x00010001, 0x00010001, 0x00010001, typeof(BinaryPredictionTransformer).Assembly.GetName().Name, LoaderSignature);

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return PredictionTransformerLoading.Create<IPredictorProducing<float>>(env, ctx, typeof(BinaryPredictionTransformer<>));
    }
}
