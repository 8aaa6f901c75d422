using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The columns that a model adds to the rows of one schema. A row is scored once, however many of them are read.</summary>
internal abstract class RowScorer : IRowMapper
{
    private readonly ITransformer _owner;
    private readonly string _kind;
    private readonly DataViewSchema.Column _features;
    private readonly uint _setId;

    private protected RowScorer(ITransformer owner, IExceptionContext context, IPredictor model, DataViewSchema schema, string featureColumn, string kind)
    {
        _owner = owner;
        _kind = kind;
        _features = schema.GetColumnOrNull(featureColumn)
            ?? throw context.ExceptParam(nameof(schema), $"{featureColumn} column 'Feature' not found");
        CheckType(context, _features.Type, new VectorDataViewType(NumberDataViewType.Single, model.FeatureCount));
        _setId = checked(schema.GetMaxAnnotationKind(out _, AnnotationUtils.Kinds.ScoreColumnSetId) + 1);
    }

    public abstract DataViewSchema.DetachedColumn[] GetOutputColumns();

    public Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
    {
        bool any = Enumerable.Range(0, GetOutputColumns().Length).Any(activeOutput);
        return column => any && column == _features.Index;
    }

    public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
    {
        disposer = null;
        var getters = new Delegate[GetOutputColumns().Length];
        var active = Enumerable.Range(0, getters.Length).Where(activeOutput).ToArray();
        if (active.Length == 0)
            return getters;
        var make = StartRow(input, input.GetGetter<VBuffer<float>>(input.Schema[_features.Index]));
        foreach (int column in active)
            getters[column] = make(column);
        return getters;
    }

    public ITransformer GetTransformer() => _owner;

    void ICanSaveModel.Save(ModelSaveContext ctx) => _owner.Save(ctx);

    /// <summary>A function that makes the getter of each added column over one row; the getters share the row's score.</summary>
    private protected abstract Func<int, Delegate> StartRow(DataViewRow row, ValueGetter<VBuffer<float>> getFeatures);

    /// <summary>The annotations that all columns of a scorer carry, with those of one column.</summary>
    private protected DataViewSchema.Annotations Annotate(string valueKind, bool isNormalized = false, Action<DataViewSchema.Annotations.Builder> addMore = null)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue(AnnotationUtils.Kinds.ScoreColumnSetId, AnnotationUtils.ScoreColumnSetIdType, _setId);
        builder.AddPrimitiveValue(AnnotationUtils.Kinds.ScoreColumnKind, TextDataViewType.Instance, _kind.AsMemory());
        builder.AddPrimitiveValue(AnnotationUtils.Kinds.ScoreValueKind, TextDataViewType.Instance, valueKind.AsMemory());
        if (isNormalized)
            builder.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
        addMore?.Invoke(builder);
        return builder.ToAnnotations();
    }

    private static void CheckType(IExceptionContext context, DataViewType type, VectorDataViewType wanted)
    {
        if (type.Equals(wanted))
            return;
        if (!type.GetItemType().Equals(wanted.ItemType))
            throw context.Except("Incompatible features column type item type: '{0}' vs '{1}'", type.GetItemType(), wanted.ItemType);
        if (type is not VectorDataViewType || type.GetVectorSize() != wanted.Size)
            throw context.Except("Incompatible features column type: '{0}' vs '{1}'", type, wanted);
    }
}
