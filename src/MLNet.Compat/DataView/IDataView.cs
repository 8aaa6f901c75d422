namespace Microsoft.ML;

/// <summary>Rows and columns, delivered lazily through cursors.</summary>
public interface IDataView
{
    /// <summary>Whether a cursor with a random source gives the rows in shuffled order.</summary>
    bool CanShuffle { get; }

    DataViewSchema Schema { get; }

    /// <summary>The number of rows, where it is known without a pass over the data.</summary>
    long? GetRowCount();

    DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null);

    /// <summary>Up to <paramref name="n"/> cursors that share the rows among them.</summary>
    DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null);
}
