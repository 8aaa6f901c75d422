using Microsoft.ML.Data;
using Microsoft.ML.Numeric;

namespace Microsoft.ML.Trainers;

/// <summary>Moves over the rows that can be learnt from, passing over those with a missing label, features or weight.</summary>
internal sealed class TrainingCursor : IDisposable
{
    private readonly DataViewRowCursor _cursor;
    private readonly ValueGetter<VBuffer<float>> _getFeatures;
    private readonly ValueGetter<float> _getLabel;
    private readonly ValueGetter<float> _getWeight;
    private readonly ValueGetter<DataViewRowId> _getId;
    private float _label;
    private float _weight = 1;

    public TrainingCursor(DataViewRowCursor cursor, TrainingRows rows)
    {
        _cursor = cursor;
        _getFeatures = cursor.GetGetter<VBuffer<float>>(rows.Feature);
        _getLabel = RowCursorUtils.GetLabelGetter(cursor, rows.Label);
        _getWeight = rows.Weight is { } weight ? RowCursorUtils.GetGetterAs<float>(NumberDataViewType.Single, cursor, weight) : null;
        _getId = cursor.GetIdGetter();
    }

    /// <summary>The features of the current row, valid until the next.</summary>
    public VBuffer<float> Features;

    public float Label => _label;

    public float Weight => _weight;

    public DataViewRowId Id
    {
        get
        {
            DataViewRowId id = default;
            _getId(ref id);
            return id;
        }
    }

    public long KeptRows { get; private set; }

    public long SkippedRows { get; private set; }

    public bool MoveNext()
    {
        while (_cursor.MoveNext())
        {
            if (ReadRow())
            {
                KeptRows++;
                return true;
            }
            SkippedRows++;
        }
        return false;
    }

    public void Dispose() => _cursor.Dispose();

    private bool ReadRow()
    {
        _getLabel(ref _label);
        if (!float.IsFinite(_label))
            return false;
        if (_getWeight is not null)
        {
            _getWeight(ref _weight);
            if (!(_weight > 0 && _weight < float.PositiveInfinity))
                return false;
        }
        _getFeatures(ref Features);
        return DenseVector.IsFinite(Features.GetValues());
    }
}
