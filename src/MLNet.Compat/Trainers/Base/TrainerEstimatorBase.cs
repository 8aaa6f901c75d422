using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The base of trainers: checks the columns it is given, trains, and wraps the model into a transformer.</summary>
public abstract class TrainerEstimatorBase<TTransformer, TModel> : ITrainerEstimator<TTransformer, TModel>, ITrainer
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    public readonly SchemaShape.Column FeatureColumn;

    public readonly SchemaShape.Column LabelColumn;

    public readonly SchemaShape.Column WeightColumn;

    private protected readonly IHost Host;

    private protected TrainerEstimatorBase(IHost host, SchemaShape.Column feature, SchemaShape.Column label, SchemaShape.Column weight = default)
    {
        Contracts.CheckValue(host, nameof(host));
        Host = host;
        Host.CheckParam(feature.IsValid, nameof(feature), "not initialized properly");
        FeatureColumn = feature;
        LabelColumn = label;
        WeightColumn = weight;
    }

    public abstract TrainerInfo Info { get; }

    PredictionKind ITrainer.PredictionKind => PredictionKind;

    private protected abstract PredictionKind PredictionKind { get; }

    public TTransformer Fit(IDataView input) => TrainTransformer(input);

    IPredictor ITrainer.Train(TrainingRows rows) => (IPredictor)TrainModelCore(rows, null);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        CheckInputSchema(inputSchema);
        var result = inputSchema.ToDictionary(column => column.Name, StringComparer.Ordinal);
        foreach (var column in GetOutputColumnsCore(inputSchema))
            result[column.Name] = column;
        return new SchemaShape(result.Values);
    }

    private protected abstract SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema);

    private protected abstract TModel TrainModelCore(TrainingRows data, object initial);

    private protected abstract TTransformer MakeTransformer(TModel model, DataViewSchema trainSchema);

    private protected TTransformer TrainTransformer(IDataView trainSet, object initial = null)
    {
        CheckInputSchema(SchemaShape.Create(trainSet.Schema));
        var rows = new TrainingRows(trainSet, FeatureColumn.Name, LabelColumn.Name, WeightColumn.Name);
        return MakeTransformer(TrainModelCore(rows, initial), trainSet.Schema);
    }

    private void CheckInputSchema(SchemaShape inputSchema)
    {
        Check(inputSchema, FeatureColumn, "feature", nameof(inputSchema));
        if (WeightColumn.IsValid)
            Check(inputSchema, WeightColumn, "weight", nameof(inputSchema));
        if (LabelColumn.IsValid)
            Check(inputSchema, LabelColumn, "label", "labelCol");
    }

    private void Check(SchemaShape inputSchema, SchemaShape.Column wanted, string role, string parameter)
    {
        if (!inputSchema.TryFindColumn(wanted.Name, out var found))
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), role, wanted.Name);
        if (!wanted.IsCompatibleWith(found))
            throw Host.ExceptSchemaMismatch(parameter, role, wanted.Name, wanted.GetTypeString(), found.GetTypeString());
    }
}
