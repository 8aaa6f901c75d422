using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>The rows of a training set as a trainer wants them: features, label and weight. Every pass reads the view again.</summary>
internal sealed class TrainingRows
{
    public TrainingRows(IDataView data, string feature, string label, string weight)
    {
        Data = data;
        Feature = data.Schema[feature];
        Label = data.Schema[label];
        Weight = weight is null ? null : data.Schema[weight];
    }

    public IDataView Data { get; }

    public DataViewSchema.Column Feature { get; }

    public DataViewSchema.Column Label { get; }

    public DataViewSchema.Column? Weight { get; }

    public int FeatureCount => ((VectorDataViewType)Feature.Type).Size;

    public TrainingRows With(IDataView data) => new(data, Feature.Name, Label.Name, Weight?.Name);

    public TrainingCursor Open(Random shuffle = null)
    {
        var columns = new List<DataViewSchema.Column> { Label, Feature };
        if (Weight is { } weight)
            columns.Add(weight);
        return new TrainingCursor(Data.GetRowCursor(columns, shuffle), this);
    }
}
