using System.Globalization;
using Microsoft.ML.Numeric;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Evaluates scores of several classes.</summary>
internal sealed class MulticlassEvaluator(IHostEnvironment env)
{
    private readonly IHost _host = env.Register("MulticlassClassificationEvaluator");

    public MulticlassClassificationMetrics Evaluate(IDataView data, string labelName, string scoreName, string predictedName, int topK)
    {
        _host.CheckValue(data, nameof(data));
        var label = EvaluatedColumns.Find(data, labelName, DefaultColumnNames.Label);
        var score = EvaluatedColumns.Find(data, scoreName, DefaultColumnNames.Score);
        EvaluatedColumns.Find(data, predictedName, DefaultColumnNames.PredictedLabel);
        if (score.Type is not VectorDataViewType { Size: >= 2 } scoreType || scoreType.ItemType != NumberDataViewType.Single)
            throw _host.ExceptSchemaMismatch("schema", "score", score.Name, "vector of two or more items of type Single", score.Type.ToString());
        if (label.Type != NumberDataViewType.Single && label.Type is not KeyDataViewType)
            throw _host.ExceptSchemaMismatch("schema", "label", label.Name, "Single or Key", label.Type.ToString());

        _host.Register("Aggregator");
        var counts = new MulticlassCounts(scoreType.Size);
        using (var cursor = data.GetRowCursor([label, score]))
        {
            var getLabel = RowCursorUtils.GetLabelGetter(cursor, label);
            var getScores = cursor.GetGetter<VBuffer<float>>(score);
            float labelValue = 0;
            VBuffer<float> buffer = default;
            var scores = new float[scoreType.Size];
            while (cursor.MoveNext())
            {
                getLabel(ref labelValue);
                if (!(labelValue >= 0) || labelValue != (int)labelValue)
                    continue;
                getScores(ref buffer);
                _host.Check(buffer.Length == scores.Length);
                if (!DenseVector.IsFinite(buffer.GetValues()))
                    continue;
                buffer.CopyTo(scores);
                counts.Add(scores, (int)labelValue);
            }
        }
        return new MulticlassClassificationMetrics(counts, topK, new ConfusionMatrix(_host, counts.Confusion, ClassNames(score, scoreType.Size), isBinary: false));
    }

    private static string[] ClassNames(DataViewSchema.Column score, int classes)
    {
        if (score.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.SlotNames)?.Type is not VectorDataViewType { IsKnownSize: true, ItemType: TextDataViewType })
            return [.. Enumerable.Range(0, classes).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        VBuffer<ReadOnlyMemory<char>> names = default;
        score.Annotations.GetValue(AnnotationUtils.Kinds.SlotNames, ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
