using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Adds a score to each row; for two classes the predicted one before it, and where the model is calibrated the probability.</summary>
internal sealed class ScalarRowScorer : RowScorer
{
    private readonly IScalarPredictor _model;
    private readonly ICalibratedPredictor _calibrated;
    private readonly DataViewSchema.DetachedColumn[] _columns;
    private readonly BinaryThreshold _threshold;

    /// <remarks>threshold: Where the positive class begins; null for a regression.</remarks>
    public ScalarRowScorer(ITransformer owner, IExceptionContext context, IScalarPredictor model, DataViewSchema schema, string featureColumn, BinaryThreshold threshold = null)
        : base(owner, context, model, schema, featureColumn, threshold is null ? AnnotationUtils.Const.ScoreColumnKind.Regression : AnnotationUtils.Const.ScoreColumnKind.BinaryClassification)
    {
        _model = model;
        _threshold = threshold;
        var columns = new List<DataViewSchema.DetachedColumn>();
        if (threshold != null)
        {
            _calibrated = model as ICalibratedPredictor;
            columns.Add(new DataViewSchema.DetachedColumn(DefaultColumnNames.PredictedLabel, BooleanDataViewType.Instance, Annotate(AnnotationUtils.Const.ScoreValueKind.PredictedLabel)));
        }
        columns.Add(new DataViewSchema.DetachedColumn(DefaultColumnNames.Score, NumberDataViewType.Single, Annotate(AnnotationUtils.Const.ScoreValueKind.Score)));
        if (_calibrated != null)
            columns.Add(new DataViewSchema.DetachedColumn(DefaultColumnNames.Probability, NumberDataViewType.Single, Annotate(AnnotationUtils.Const.ScoreValueKind.Probability, isNormalized: true)));
        _columns = [.. columns];
        if (threshold != null && !columns.Exists(column => column.Name.Equals(threshold.Column, StringComparison.Ordinal)))
            throw context.ExceptParam("scoreColName", "mapper does not contain a column '{0}'", threshold.Column);
    }

    public override DataViewSchema.DetachedColumn[] GetOutputColumns() => _columns;

    private protected override Func<int, Delegate> StartRow(DataViewRow row, ValueGetter<VBuffer<float>> getFeatures)
    {
        long position = -1;
        float score = 0;
        VBuffer<float> features = default;
        float Score()
        {
            if (position != row.Position)
            {
                getFeatures(ref features);
                score = _model.Score(features);
                position = row.Position;
            }
            return score;
        }

        float Probability() => _calibrated.Probability(Score());
        return column => _columns[column].Name switch
        {
            DefaultColumnNames.PredictedLabel => (ValueGetter<bool>)((ref bool value) =>
                value = (DefaultColumnNames.Probability.Equals(_threshold.Column, StringComparison.Ordinal) ? Probability() : Score()) > _threshold.Value),
            DefaultColumnNames.Score => (ValueGetter<float>)((ref float value) => value = Score()),
            _ => (ValueGetter<float>)((ref float value) => value = Probability()),
        };
    }
}

/// <summary>Rows whose value in a column is above a threshold are positive.</summary>
internal sealed record BinaryThreshold(float Value, string Column);
