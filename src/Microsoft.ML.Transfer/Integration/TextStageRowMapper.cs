using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>The same stage over single rows, as a prediction engine drives it.</summary>
/// <typeparam name="TResult">What is computed for a row.</typeparam>
internal sealed class TextStageRowMapper<TResult>(IHost host, TextStageBinding<TResult> binding, ITextEncoder<TResult> encoder) : IRowToRowMapper
    where TResult : class
{
    /// <inheritdoc/>
    public DataViewSchema InputSchema => binding.Input;

    /// <inheritdoc/>
    public DataViewSchema OutputSchema => binding.Output;

    /// <inheritdoc/>
    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        binding.Needed(binding.Active(host, dependingColumns));

    /// <inheritdoc/>
    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        if (input.Schema != binding.Input)
            throw host.Process(new InvalidOperationException("Schema of input row must be the same as the schema the mapper is bound to"));
        return new TextStageRow<TResult>(host, binding, encoder, input, binding.Active(host, activeColumns));
    }
}
