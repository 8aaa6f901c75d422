using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The base of scoring transformers: holds the model and the schema it was trained on.</summary>
public abstract class PredictionTransformerBase<TModel> : IPredictionTransformer<TModel>, IDisposable
    where TModel : class
{
    private const string DirModel = "Model";
    private const string DirTransSchema = "TrainSchema";

    private protected readonly IHost Host;

    internal readonly DataViewSchema TrainSchema;

    private bool _disposed;

    private protected PredictionTransformerBase(IHost host, TModel model, DataViewSchema trainSchema)
    {
        Contracts.CheckValue(host, nameof(host));
        Host = host;
        Host.CheckValue(model, nameof(model));
        Model = model;
        Host.CheckValue(trainSchema, nameof(trainSchema));
        TrainSchema = trainSchema;
    }

    /// <summary>Reads what <see cref="SaveModelCore"/> wrote.</summary>
    private protected PredictionTransformerBase(IHost host, ModelLoadContext ctx)
    {
        Host = host;
        ctx.LoadModel<TModel, SignatureLoadModel>(host, out var model, DirModel);
        Model = model;
        DataViewSchema schema = null;
        if (!ctx.TryLoadBinaryStream(DirTransSchema, reader => schema = SchemaSerializer.Read(host, reader)))
            throw host.ExceptDecode("Corrupt model file");
        TrainSchema = schema;
    }

    public TModel Model { get; }

    bool ITransformer.IsRowToRowMapper => true;

    public abstract DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

    public IDataView Transform(IDataView input)
    {
        Host.CheckValue(input, nameof(input));
        return new RowToRowMapperTransform(Host, input, MakeScorer(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return new RowToRowMapperTransform(Host, new EmptyDataView(Host, inputSchema), MakeScorer(inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => SaveModel(ctx);

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        (Model as IDisposable)?.Dispose();
    }

    /// <summary>The mapper that adds the score columns to rows of this schema.</summary>
    private protected abstract IRowMapper MakeScorer(DataViewSchema inputSchema);

    private protected abstract void SaveModel(ModelSaveContext ctx);

    private protected void SaveModelCore(ModelSaveContext ctx)
    {
        ctx.SaveModel(Model, DirModel);
        ctx.SaveBinaryStream(DirTransSchema, writer => SchemaSerializer.Write(Host, writer, TrainSchema, keepHidden: false));
    }
}

/// <summary>The base of transformers that score one column of features.</summary>
public abstract class SingleFeaturePredictionTransformerBase<TModel> : PredictionTransformerBase<TModel>,
    ISingleFeaturePredictionTransformer<TModel>, ISingleFeaturePredictionTransformer
    where TModel : class
{
    private protected SingleFeaturePredictionTransformerBase(IHost host, TModel model, DataViewSchema trainSchema, string featureColumn)
        : base(host, model, trainSchema)
    {
        FeatureColumnName = featureColumn;
        FeatureColumnType = TypeOf(featureColumn, nameof(featureColumn));
    }

    private protected SingleFeaturePredictionTransformerBase(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        FeatureColumnName = ctx.LoadStringOrNull();
        FeatureColumnType = TypeOf(FeatureColumnName, nameof(FeatureColumnName));
    }

    public string FeatureColumnName { get; }

    public DataViewType FeatureColumnType { get; }

    public sealed override DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        if (FeatureColumnName != null)
        {
            var column = inputSchema.GetColumnOrNull(FeatureColumnName)
                ?? throw Host.ExceptSchemaMismatch(nameof(inputSchema), "feature", FeatureColumnName);
            if (!column.Type.Equals(FeatureColumnType))
            {
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "feature", FeatureColumnName,
                    FeatureColumnType.ToString(), column.Type.ToString());
            }
        }

        return RowToRowMapperTransform.GetOutputSchema(inputSchema, MakeScorer(inputSchema));
    }

    private protected sealed override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        SaveCore(ctx);
    }

    /// <summary>Sets the version, then calls the base, then writes its own.</summary>
    private protected virtual void SaveCore(ModelSaveContext ctx)
    {
        SaveModelCore(ctx);
        ctx.SaveStringOrNull(FeatureColumnName);
    }

    private DataViewType TypeOf(string featureColumn, string paramName)
    {
        if (featureColumn == null)
            return null;
        return TrainSchema.GetColumnOrNull(featureColumn)?.Type
            ?? throw Host.ExceptSchemaMismatch(paramName, "feature", featureColumn);
    }
}
