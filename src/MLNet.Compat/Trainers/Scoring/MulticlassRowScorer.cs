using Microsoft.ML.Data;
using Microsoft.ML.Numeric;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Adds the predicted class and the scores of all classes to each row, named as the training labels were.</summary>
internal sealed class MulticlassRowScorer : RowScorer
{
    private readonly IVectorPredictor _model;
    private readonly DataViewSchema.DetachedColumn[] _columns;

    /// <remarks>label: The label column of the training set, if it is known.</remarks>
    public MulticlassRowScorer(ITransformer owner, IExceptionContext context, IVectorPredictor model, DataViewSchema schema, string featureColumn,
        DataViewSchema.Column? label, string scoreColumn, string predictedLabelColumn)
        : base(owner, context, model, schema, featureColumn, AnnotationUtils.Const.ScoreColumnKind.MulticlassClassification)
    {
        _model = model;
        var names = label?.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues);
        if (names is { } known && known.Type.GetVectorSize() != model.ClassCount)
            names = null;
        void AddNames(DataViewSchema.Annotations.Builder builder, string kind)
        {
            if (names is { } values)
                builder.Add(kind, values.Type, AsDelegate(label.Value.Annotations, values));
        }
        _columns =
        [
            new DataViewSchema.DetachedColumn(predictedLabelColumn, new KeyDataViewType(typeof(uint), model.ClassCount),
                Annotate(AnnotationUtils.Const.ScoreValueKind.PredictedLabel, addMore: builder => AddNames(builder, AnnotationUtils.Kinds.KeyValues))),
            new DataViewSchema.DetachedColumn(scoreColumn, new VectorDataViewType(NumberDataViewType.Single, model.ClassCount),
                Annotate(AnnotationUtils.Const.ScoreValueKind.Score, addMore: builder =>
                {
                    if (names?.Type.GetItemType() is TextDataViewType)
                        AddNames(builder, AnnotationUtils.Kinds.SlotNames);
                    AddNames(builder, AnnotationUtils.Kinds.TrainingLabelValues);
                })),
        ];
    }

    public override DataViewSchema.DetachedColumn[] GetOutputColumns() => _columns;

    private protected override Func<int, Delegate> StartRow(DataViewRow row, ValueGetter<VBuffer<float>> getFeatures)
    {
        long position = -1;
        var scores = new float[_model.ClassCount];
        VBuffer<float> features = default;
        float[] Scores()
        {
            if (position != row.Position)
            {
                getFeatures(ref features);
                _model.Score(features, scores);
                position = row.Position;
            }
            return scores;
        }

        return column => column == 0
            ? (ValueGetter<uint>)((ref uint value) => value = (uint)(ScalarMath.ArgMax(Scores()) + 1))
            : (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                var editor = VBufferEditor.Create(ref value, scores.Length);
                Scores().CopyTo(editor.Values);
                value = editor.Commit();
            });
    }

    private static Delegate AsDelegate(DataViewSchema.Annotations annotations, DataViewSchema.Column column) =>
        GenericInvoke.Call(Typed<int>, column.Type.RawType, annotations, column);

    private static Delegate Typed<T>(DataViewSchema.Annotations annotations, DataViewSchema.Column column) => annotations.GetGetter<T>(column);
}
