using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The base of trainers that tell several classes apart with a trainer of two.</summary>
public abstract class MetaMulticlassTrainer<TTransformer, TModel> : ITrainerEstimator<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private protected readonly IHost Host;
    private protected readonly SchemaShape.Column LabelColumn;

    private protected MetaMulticlassTrainer(IHostEnvironment env, string name, string labelColumn, bool needsNormalization)
    {
        Host = Contracts.CheckRef(env, nameof(env)).Register(name);
        LabelColumn = TrainerColumns.KeyLabel(labelColumn);
        Info = new TrainerInfo(normalization: needsNormalization);
    }

    public TrainerInfo Info { get; }

    public abstract TTransformer Fit(IDataView input);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        if (!inputSchema.TryFindColumn(LabelColumn.Name, out var labelCol))
            throw Host.ExceptSchemaMismatch(nameof(labelCol), "label", LabelColumn.Name);
        if (!LabelColumn.IsCompatibleWith(labelCol))
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "label", LabelColumn.Name, LabelColumn.GetTypeString(), labelCol.GetTypeString());
        var result = inputSchema.ToDictionary(column => column.Name, StringComparer.Ordinal);
        foreach (var column in TrainerColumns.Multiclass(inputSchema, LabelColumn.Name))
            result[column.Name] = column;
        return new SchemaShape(result.Values);
    }
}
