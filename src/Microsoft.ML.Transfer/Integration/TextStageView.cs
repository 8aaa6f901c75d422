using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>The lazy data view of such a stage, and its mapping of single rows. Nothing is read or encoded before a cursor or a row asks.</summary>
/// <typeparam name="TResult">What is computed for a row.</typeparam>
internal sealed class TextStageView<TResult>(IHost host, TextStageBinding<TResult> binding, ITextEncoder<TResult> encoder, IDataView source) : IDataView
    where TResult : class
{
    /// <inheritdoc/>
    public DataViewSchema Schema => binding.Output;

    // The order of rows is the input's, so it shuffles where the input can.
    /// <inheritdoc/>
    public bool CanShuffle => source.CanShuffle;

    /// <inheritdoc/>
    public long? GetRowCount() => source.GetRowCount();

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        var active = binding.Active(host, columnsNeeded);
        return Wrap(source.GetRowCursor(binding.Needed(active), rand), active);
    }

    // Each cursor of the set reads ahead on its own; rows keep the batch numbers by which a consumer puts them back in order.
    /// <inheritdoc/>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        var active = binding.Active(host, columnsNeeded);
        return [.. source.GetRowCursorSet(binding.Needed(active), n, rand).Select(input => Wrap(input, active))];
    }

    private DataViewRowCursor Wrap(DataViewRowCursor input, bool[] active) => binding.AddsAny(active)
        ? new TextStageCursor<TResult>(host, binding, encoder, input, active)
        : new PassThroughCursor(host, binding.Output, input, active);
}
