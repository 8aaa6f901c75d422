using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The base of trainers of several classes by stochastic dual coordinate ascent.</summary>
public abstract class SdcaMulticlassTrainerBase<TModel> :
    SdcaTrainerBase<SdcaMulticlassTrainerBase<TModel>.MulticlassOptions, MulticlassPredictionTransformer<TModel>, TModel>
    where TModel : class
{
    private protected SdcaMulticlassTrainerBase(IHostEnvironment env, MulticlassOptions options, ISupportSdcaClassificationLoss loss)
        : base(env, options, TrainerColumns.KeyLabel(options.LabelColumnName))
    {
        Host.CheckNonEmpty(options.FeatureColumnName, "featureColumn");
        Host.CheckNonEmpty(options.LabelColumnName, "labelColumn");
        Loss = loss ?? new LogLoss();
    }

    private protected override ISupportSdcaLoss Loss { get; }

    private protected override PredictionKind PredictionKind => PredictionKind.MulticlassClassification;

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) => TrainerColumns.Multiclass(inputSchema, LabelColumn.Name);

    private protected override int CheckLabel(TrainingRows data) => TrainingChecks.CountClasses(data);

    private protected override SdcaSolver CreateSolver(TrainingRows data, RowIndex index, SdcaSettings settings, int functions) =>
        new SdcaMulticlassSolver(data, index, Loss, (_, weight) => weight, settings, functions);

    private protected static VBuffer<float>[] WeightsOf(SdcaModel model) => Array.ConvertAll(model.Weights, weights => new VBuffer<float>(weights.Length, weights));

    private protected static float[] BiasesOf(SdcaModel model) => [.. Enumerable.Range(0, model.Functions).Select(model.Bias)];

    private protected override MulticlassPredictionTransformer<TModel> MakeTransformer(TModel model, DataViewSchema trainSchema) =>
        new(Host, model, trainSchema, FeatureColumn.Name, LabelColumn.Name);

    /// <summary>Options of several classes.</summary>
    public class MulticlassOptions : OptionsBase
    {
    }
}
