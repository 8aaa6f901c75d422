using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// The schema of a view with added columns. A column of a new name comes last; one of a known name comes right after the column
/// it hides.
/// </summary>
internal sealed class ColumnBindings
{
    // Per output column: an input column, or the complement of an added column.
    private readonly int[] _map;

    public ColumnBindings(DataViewSchema input, DataViewSchema.DetachedColumn[] addedColumns)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckValue(addedColumns, nameof(addedColumns));
        InputSchema = input;

        var map = Enumerable.Range(0, input.Count).ToList();
        string NameAt(int index) => index >= 0 ? input[index].Name : addedColumns[~index].Name;
        for (int i = 0; i < addedColumns.Length; i++)
        {
            int last = map.FindLastIndex(index => string.Equals(NameAt(index), addedColumns[i].Name, StringComparison.Ordinal));
            map.Insert(last < 0 ? map.Count : last + 1, ~i);
        }

        _map = [.. map];
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(_map.Select(index => index >= 0 ? new DataViewSchema.DetachedColumn(input[index]) : addedColumns[~index]));
        Schema = builder.ToSchema();
        var added = new int[addedColumns.Length];
        for (int i = 0; i < _map.Length; i++)
        {
            if (_map[i] < 0)
                added[~_map[i]] = i;
        }

        AddedColumnIndices = added;
    }

    /// <summary>Where the added columns stand in <see cref="Schema"/>.</summary>
    public IReadOnlyList<int> AddedColumnIndices { get; }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema Schema { get; }

    public int MapColumnIndex(out bool isSrcColumn, int col)
    {
        int index = _map[col];
        isSrcColumn = index >= 0;
        return isSrcColumn ? index : ~index;
    }

    /// <summary>The input columns behind the output columns that are asked for.</summary>
    public bool[] GetActiveInput(Func<int, bool> predicate)
    {
        var active = new bool[InputSchema.Count];
        for (int i = 0; i < _map.Length; i++)
        {
            if (_map[i] >= 0 && predicate(i))
                active[_map[i]] = true;
        }

        return active;
    }
}
