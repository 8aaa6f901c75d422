namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// Room for rows that are picked out of a matrix again and again: at tens of thousands of rows an array for each fold is memory that is only let go of much later. What was picked is valid
/// until something else is. Belongs to one thread.
/// </summary>
internal sealed class RowBuffer
{
    private float[] _values = [];

    /// <summary>Picks rows, in the order in which they are named.</summary>
    public ProbeMatrix Select(ProbeMatrix x, ReadOnlySpan<int> rows)
    {
        var values = Take(rows.Length, x.Columns).Span;
        for (var i = 0; i < rows.Length; i++)
            x.Row(rows[i]).CopyTo(values.Slice(i * x.Columns, x.Columns));
        return new ProbeMatrix(_values.AsMemory(0, values.Length), rows.Length, x.Columns);
    }

    /// <summary>The room itself, for rows that come from elsewhere.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How long they are.</param>
    public Memory<float> Take(int rows, int columns)
    {
        var count = checked(rows * columns);
        if (_values.Length < count)
        {
            // Let go first: an array that is too small is not to stand beside the one that takes its place.
            _values = [];
            // In the heap of pinned objects: in that of large ones, arrays of this size that stay would make the collector wait for as much garbage, which the fits leave, before it looks.
            _values = GC.AllocateUninitializedArray<float>(count, pinned: true);
        }
        return _values.AsMemory(0, count);
    }
}

/// <summary>Room for a layer, and for what a fold of it trains on and what it tests.</summary>
internal sealed class FoldBuffers
{
    /// <summary>All rows of the layer.</summary>
    public RowBuffer Layer { get; } = new();

    /// <summary>Those of the test split.</summary>
    public RowBuffer TestSplit { get; } = new();

    /// <summary>What is trained on.</summary>
    public RowBuffer Training { get; } = new();

    /// <summary>What is tested.</summary>
    public RowBuffer Test { get; } = new();
}
