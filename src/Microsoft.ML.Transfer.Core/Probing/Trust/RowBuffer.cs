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
        var count = checked(rows.Length * x.Columns);
        if (_values.Length < count)
            _values = new float[count];
        for (var i = 0; i < rows.Length; i++)
            x.Row(rows[i]).CopyTo(_values.AsSpan(i * x.Columns, x.Columns));
        return new ProbeMatrix(_values.AsMemory(0, count), rows.Length, x.Columns);
    }
}

/// <summary>Room for what a fold trains on and what it tests.</summary>
internal sealed class FoldBuffers
{
    /// <summary>What is trained on.</summary>
    public RowBuffer Training { get; } = new();

    /// <summary>What is tested.</summary>
    public RowBuffer Test { get; } = new();
}
