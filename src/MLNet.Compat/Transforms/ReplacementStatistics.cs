using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Means, extremes and most frequent values of columns, of all values of a column or of each slot.</summary>
internal static class ReplacementStatistics
{
    /// <summary>Reads the columns once.</summary>
    public static double[][] Compute(IHost host, IDataView data, DataViewSchema.Column[] columns, MissingValueReplacingEstimator.ReplacementMode mode, bool bySlot)
    {
        using var channel = host.Start("Computing Statistics");
        using var cursor = data.GetRowCursor(columns);
        var aggregates = new Aggregate[columns.Length][];
        var readers = new Action[columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            int slots = 1;
            if (bySlot && columns[i].Type is VectorDataViewType vector)
            {
                if (vector.IsKnownSize)
                    slots = vector.Size;
                else
                    channel.Warning("By-slot imputation can not be done on variable-length column");
            }
            aggregates[i] = [.. Enumerable.Range(0, slots).Select(_ => MakeAggregate(mode))];
            readers[i] = MakeReader(cursor, columns[i], aggregates[i]);
        }
        while (cursor.MoveNext())
        {
            foreach (var read in readers)
                read();
        }
        return Array.ConvertAll(aggregates, slots => Array.ConvertAll(slots, slot => slot.Result(channel)));
    }

    private static Aggregate MakeAggregate(MissingValueReplacingEstimator.ReplacementMode mode) => mode switch
    {
        MissingValueReplacingEstimator.ReplacementMode.Mean => new Mean(),
        MissingValueReplacingEstimator.ReplacementMode.Minimum => new Extreme(greatest: false),
        MissingValueReplacingEstimator.ReplacementMode.Maximum => new Extreme(greatest: true),
        _ => new MostFrequent(),
    };

    private static Action MakeReader(DataViewRow row, DataViewSchema.Column column, Aggregate[] aggregates)
    {
        if (column.Type is not VectorDataViewType)
        {
            var get = RowCursorUtils.GetGetterAs<double>(NumberDataViewType.Double, row, row.Schema[column.Index]);
            double value = 0;
            return () =>
            {
                get(ref value);
                aggregates[0].Count++;
                aggregates[0].Add(value);
            };
        }

        var getVector = RowCursorUtils.GetVecGetterAs<double>(NumberDataViewType.Double, row, row.Schema[column.Index]);
        VBuffer<double> buffer = default;
        return () =>
        {
            getVector(ref buffer);
            var values = buffer.GetValues();
            var indices = buffer.GetIndices();
            bool single = aggregates.Length == 1;
            if (single)
                aggregates[0].Count += buffer.Length;
            else
                Array.ForEach(aggregates, aggregate => aggregate.Count++);
            for (int i = 0; i < values.Length; i++)
                aggregates[single ? 0 : buffer.IsDense ? i : indices[i]].Add(values[i]);
        };
    }

    /// <summary>A statistic over values; values that were counted and not added are zero.</summary>
    private abstract class Aggregate
    {
        public long Count { get; set; }

        public abstract void Add(double value);

        public abstract double Result(IChannel channel);
    }

    private sealed class Mean : Aggregate
    {
        private long _missing;
        private long _nonZero;
        private double _mean;

        public override void Add(double value)
        {
            if (value == 0)
                return;
            if (!double.IsFinite(value))
            {
                _missing++;
                return;
            }
            _nonZero++;
            _mean = _mean > 0 != value > 0 ? _mean - (_mean / _nonZero) + (value / _nonZero) : _mean + ((value - _mean) / _nonZero);
        }

        public override double Result(IChannel channel)
        {
            if (Count != _missing)
                return _mean * ((double)_nonZero / (Count - _missing));
            channel.Warning("All values in this column are NAs, using default value for imputation");
            return 0;
        }
    }

    private sealed class Extreme(bool greatest) : Aggregate
    {
        private double _value = greatest ? double.NegativeInfinity : double.PositiveInfinity;
        private long _added;

        public override void Add(double value)
        {
            _added++;
            if (greatest ? value > _value : value < _value)
                _value = value;
        }

        public override double Result(IChannel channel)
        {
            if (_added < Count)
                Add(0);
            return _value;
        }
    }

    private sealed class MostFrequent : Aggregate
    {
        private readonly Dictionary<double, int> _counts = [];
        private double _value;
        private int _most;

        public override void Add(double value)
        {
            if (!double.IsFinite(value))
                return;
            int count = _counts[value] = _counts.GetValueOrDefault(value) + 1;
            if (count <= _most)
                return;
            _most = count;
            _value = value;
        }

        public override double Result(IChannel channel) => _value;
    }
}
