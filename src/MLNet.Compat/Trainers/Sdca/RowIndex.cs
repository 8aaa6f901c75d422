using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>
/// Numbers rows by their ids, so that a dual variable is found again whatever order the rows come in. Ids that are small numbers
/// are the numbers themselves.
/// </summary>
internal sealed class RowIndex
{
    private readonly Dictionary<DataViewRowId, int> _numbers;

    private RowIndex(long rowCount, int size, Dictionary<DataViewRowId, int> numbers)
    {
        RowCount = rowCount;
        Size = size;
        _numbers = numbers;
    }

    public long RowCount { get; }

    /// <summary>One more than the largest number.</summary>
    public int Size { get; }

    public int this[DataViewRowId id] => _numbers is null ? (int)id.Low : _numbers[id];

    public static RowIndex Build(TrainingRows rows, int dualsPerRow, out long skipped)
    {
        long count = 0;
        ulong largest = 0;
        bool direct = true;
        using (var cursor = rows.Open())
        {
            while (cursor.MoveNext())
            {
                var id = cursor.Id;
                if (id.High > 0 || id.Low >= (ulong)(Array.MaxLength / dualsPerRow))
                    direct = false;
                largest = Math.Max(largest, id.Low);
                count++;
            }
            skipped = cursor.SkippedRows;
        }

        // A few rows left of many, as after a filter, would make the table of duals mostly holes.
        if (direct && !(count > 1024 && count < (long)largest / 5))
            return new RowIndex(count, count == 0 ? 0 : (int)largest + 1, numbers: null);

        var numbers = new Dictionary<DataViewRowId, int>(checked((int)count));
        using (var cursor = rows.Open())
        {
            while (cursor.MoveNext())
                numbers.TryAdd(cursor.Id, numbers.Count);
        }
        return new RowIndex(count, numbers.Count, numbers);
    }
}
