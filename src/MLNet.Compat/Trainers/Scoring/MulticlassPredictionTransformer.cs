using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(ITransformer), typeof(MulticlassPredictionTransformer), null, typeof(SignatureLoadModel), "", MulticlassPredictionTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Scores rows of several classes.</summary>
public sealed class MulticlassPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    private readonly string _trainLabelColumn;
    private readonly string _scoreColumn;
    private readonly string _predictedLabelColumn;

    internal MulticlassPredictionTransformer(IHostEnvironment env, TModel model, DataViewSchema inputSchema, string featureColumn, string labelColumn,
        string scoreColumn = DefaultColumnNames.Score, string predictedLabel = DefaultColumnNames.PredictedLabel)
        : base(Contracts.CheckRef(env, nameof(env)).Register("MulticlassPredictionTransformer"), model, inputSchema, featureColumn)
    {
        _trainLabelColumn = labelColumn;
        _scoreColumn = scoreColumn;
        _predictedLabelColumn = predictedLabel;
    }

    internal MulticlassPredictionTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(Contracts.CheckRef(env, nameof(env)).Register("MulticlassPredictionTransformer"), ctx)
    {
        _trainLabelColumn = ctx.LoadStringOrNull();
        _scoreColumn = ctx.LoadStringOrNull();
        _predictedLabelColumn = ctx.LoadStringOrNull();
    }

    private protected override IRowMapper MakeScorer(DataViewSchema inputSchema) =>
        new MulticlassRowScorer(this, Host, (IVectorPredictor)Model, inputSchema, FeatureColumnName,
            _trainLabelColumn is null ? null : TrainSchema.GetColumnOrNull(_trainLabelColumn), _scoreColumn, _predictedLabelColumn);

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(MulticlassPredictionTransformer.Version);
        base.SaveCore(ctx);
        ctx.SaveStringOrNull(_trainLabelColumn);
        ctx.SaveStringOrNull(_scoreColumn);
        ctx.SaveStringOrNull(_predictedLabelColumn);
    }
}

/// <summary>Loads scoring transformers of several classes.</summary>
internal static class MulticlassPredictionTransformer
{
    public const string LoaderSignature = "MulticlassPredXfer";

    public static VersionInfo Version => new("MC  PRED", 0x00010002, 0x00010001, 0x00010001, typeof(MulticlassPredictionTransformer).Assembly.GetName().Name, LoaderSignature);

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return PredictionTransformerLoading.Create<IPredictorProducing<VBuffer<float>>>(env, ctx, typeof(MulticlassPredictionTransformer<>));
    }
}
