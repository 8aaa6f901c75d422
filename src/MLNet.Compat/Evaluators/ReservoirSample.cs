namespace Microsoft.ML.Data;

/// <summary>Keeps a random sample of bounded size of rows that come one by one.</summary>
internal sealed class ReservoirSample<T>(Random random, int size)
{
    private readonly List<T> _rows = [];
    private long _seen;

    public IReadOnlyList<T> Rows => _rows;

    public void Add(T row)
    {
        _seen++;
        if (_rows.Count < size)
            _rows.Add(row);
        else if (random.NextDouble() * _seen < size)
            _rows[random.Next(size)] = row;
    }
}
