using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Keeps rows whose number lies in a range, or outside it; a key counts as its place in its set, from 0 to 1. NaN and missing keys
/// never pass a range.
/// </summary>
internal sealed class RangeFilter : FilterView
{
    private readonly DataViewSchema.Column _column;
    private readonly double _min;
    private readonly double _max;
    private readonly bool _complement;
    private readonly bool _includeMax;

    public RangeFilter(IHostEnvironment env, IDataView input, string column, double? min, double? max, bool complement = false, bool? includeMax = null)
        : base(env, "RangeFilter", input, [Find(env, input, column).Index])
    {
        _column = input.Schema[column];
        bool isKey = _column.Type is KeyDataViewType;
        using (var ch = Host.Start("Checking parameters"))
        {
            if (!IsValidRangeFilterColumnType(_column.Type))
                throw ch.ExceptUserArg("Column", "Column '{0}' does not have compatible type", column);
            if (isKey && min < 0)
            {
                ch.Warning("specified min less than zero, will be ignored");
                min = null;
            }

            if (isKey && max > 1)
            {
                ch.Warning("specified max greater than one, will be ignored");
                max = null;
            }

            if (min == null && max == null)
                throw ch.ExceptUserArg("Min", "At least one of min and max must be specified.");
            _min = min ?? double.NegativeInfinity;
            _max = max ?? double.PositiveInfinity;
            if (!(_min <= _max))
                throw ch.ExceptUserArg("Min", "min must be less than or equal to max");
        }

        _complement = complement;
        _includeMax = includeMax ?? (max == null || (isKey && _max >= 1));
    }

    public static bool IsValidRangeFilterColumnType(DataViewType type)
        => type == NumberDataViewType.Single || type == NumberDataViewType.Double || type is KeyDataViewType;

    protected override Func<bool> MakeTest(DataViewRow row)
    {
        if (_column.Type == NumberDataViewType.Single)
        {
            var getter = row.GetGetter<float>(_column);
            float value = 0;
            return () =>
            {
                getter(ref value);
                return Passes(value);
            };
        }

        if (_column.Type == NumberDataViewType.Double)
        {
            var getter = row.GetGetter<double>(_column);
            double value = 0;
            return () =>
            {
                getter(ref value);
                return Passes(value);
            };
        }

        var key = RowCursorUtils.GetKeyGetter(row, _column);
        ulong count = _column.Type.GetKeyCount();
        ulong raw = 0;
        return () =>
        {
            key(ref raw);
            return raw != 0 && raw <= count && Passes(((uint)raw - 0.5) / count);
        };
    }

    private static DataViewSchema.Column Find(IHostEnvironment env, IDataView input, string column)
        => input.Schema.GetColumnOrNull(column) ?? throw env.ExceptUserArg("Column", "Source column '{0}' not found", column);

    private bool Passes(double value)
        => _complement
            ? value < _min || (_includeMax ? value > _max : value >= _max)
            : value >= _min && (_includeMax ? value <= _max : value < _max);
}
