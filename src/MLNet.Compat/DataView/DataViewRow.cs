using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Writes a value of the current row into <paramref name="value"/>, reusing what it holds.</summary>
public delegate void ValueGetter<TValue>(ref TValue value);

/// <summary>A row: a schema and a getter per active column.</summary>
public abstract class DataViewRow : IDisposable
{
    private bool _disposed;

    /// <summary>How many rows came before; -1 before the first.</summary>
    public abstract long Position { get; }

    /// <summary>Orders rows that were spread over a set of cursors: rows with a lower batch come first.</summary>
    public abstract long Batch { get; }

    public abstract DataViewSchema Schema { get; }

    public abstract ValueGetter<DataViewRowId> GetIdGetter();

    public abstract bool IsColumnActive(DataViewSchema.Column column);

    public abstract ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column);

    protected virtual void Dispose(bool disposing)
    {
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        Dispose(true);
        _disposed = true;
        GC.SuppressFinalize(this);
    }
}

/// <summary>A row that moves over the data.</summary>
public abstract class DataViewRowCursor : DataViewRow
{
    public abstract bool MoveNext();
}
