using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Row mappers applied one after another.</summary>
internal sealed class CompositeRowToRowMapper : IRowToRowMapper
{
    private readonly IRowToRowMapper[] _mappers;

    public CompositeRowToRowMapper(DataViewSchema inputSchema, IRowToRowMapper[] mappers)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        _mappers = mappers;
        InputSchema = inputSchema;
        OutputSchema = mappers.Length > 0 ? mappers[^1].OutputSchema : inputSchema;
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
        => _mappers.Reverse().Aggregate(dependingColumns, (columns, mapper) => mapper.GetDependencies(columns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckValue(activeColumns, nameof(activeColumns));
        Contracts.CheckParam(input.Schema == InputSchema, nameof(input), "Schema did not match original schema");

        // What each stage has to deliver follows from what the stages after it need.
        var active = new IEnumerable<DataViewSchema.Column>[_mappers.Length];
        for (int i = _mappers.Length - 1; i >= 0; i--)
        {
            active[i] = activeColumns.ToArray();
            activeColumns = _mappers[i].GetDependencies(active[i]);
        }

        var row = input;
        for (int i = 0; i < _mappers.Length; i++)
            row = _mappers[i].GetRow(row, active[i]);
        return row;
    }
}
