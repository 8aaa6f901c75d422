using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Evaluates scores of two classes.</summary>
internal sealed class BinaryEvaluator(IHostEnvironment env)
{
    private const int AreaSampleSize = 100000;

    private readonly IHost _host = env.Register("BinaryClassifierEvaluator");

    /// <summary>Reads the data once; without a probability column the log-loss stays undefined.</summary>
    public BinaryCounts Count(IDataView data, string labelName, string scoreName, string probabilityName, string predictedName)
    {
        _host.CheckValue(data, nameof(data));
        _host.CheckNonEmpty(labelName, "label");
        _host.CheckNonEmpty(scoreName, "score");
        _host.CheckNonEmpty(predictedName, "predictedLabel");
        var label = EvaluatedColumns.Find(data, labelName, DefaultColumnNames.Label);
        var score = EvaluatedColumns.Find(data, scoreName, DefaultColumnNames.Score);
        DataViewSchema.Column? probability = probabilityName is null ? null : EvaluatedColumns.Find(data, probabilityName, DefaultColumnNames.Probability);
        EvaluatedColumns.Find(data, predictedName, DefaultColumnNames.PredictedLabel);

        EvaluatedColumns.CheckSingle(_host, score, "score");
        if (label.Type != NumberDataViewType.Single && label.Type != NumberDataViewType.Double && label.Type != BooleanDataViewType.Instance && label.Type.GetKeyCount() != 2)
            throw _host.ExceptSchemaMismatch("schema", "label", label.Name, "Single, Double, Boolean, or a Key with cardinality 2", label.Type.ToString());
        if (probability is { } column)
            EvaluatedColumns.CheckSingle(_host, column, "probability");

        var counts = new BinaryCounts(_host, new ReservoirSample<(float, bool)>(_host.Register("Aggregator").Rand, AreaSampleSize), ClassNames(label));
        using var cursor = data.GetRowCursor(probability is { } wanted ? [label, score, wanted] : [label, score]);
        var getLabel = RowCursorUtils.GetLabelGetter(cursor, label);
        var getScore = cursor.GetGetter<float>(score);
        var getProbability = probability is { } found ? cursor.GetGetter<float>(found) : null;
        float labelValue = 0;
        float scoreValue = 0;
        float probabilityValue = float.NaN;
        while (cursor.MoveNext())
        {
            getLabel(ref labelValue);
            getScore(ref scoreValue);
            if (!float.IsFinite(scoreValue) || float.IsNaN(labelValue))
                continue;
            getProbability?.Invoke(ref probabilityValue);
            counts.Add(scoreValue, probabilityValue, labelValue > 0);
        }
        return counts;
    }

    private static string[] ClassNames(DataViewSchema.Column label)
    {
        if (label.Type is not KeyDataViewType
            || label.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type is not VectorDataViewType { Size: > 0, ItemType: TextDataViewType })
        {
            return ["positive", "negative"];
        }
        VBuffer<ReadOnlyMemory<char>> names = default;
        label.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
