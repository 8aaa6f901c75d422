using Microsoft.ML.Data;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer;

/// <summary>Holds what <see cref="LayerProbeEstimator"/> found; data go through it as they are. Immutable and safe to share between threads.</summary>
public sealed class LayerProbeTransformer : ITransformer
{
    private readonly ProbeReport? _report;

    internal LayerProbeTransformer(string textColumn, string labelColumn, ProbeReport? report) => (TextColumnName, LabelColumnName, _report) = (textColumn, labelColumn, report);

    /// <summary>The name of the text column.</summary>
    public string TextColumnName { get; }

    /// <summary>The name of the label column.</summary>
    public string LabelColumnName { get; }

    /// <summary>What each layer knows of the label.</summary>
    /// <exception cref="InvalidOperationException">The transformer was loaded from a model file, which does not hold the report: write that to a file of its own.</exception>
    public ProbeReport Report => _report ?? throw new InvalidOperationException("A model file does not hold the report of a probing; write the report to a file of its own when it is made.");

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    /// <summary>The report as data: a row a layer.</summary>
    /// <exception cref="InvalidOperationException">The transformer was loaded from a model file.</exception>
    public IDataView GetReportView() => Report.ToDataView();

    /// <summary>The schema of the output: that of the input.</summary>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema;
    }

    /// <summary>The input.</summary>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input;
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new Unchanged(inputSchema);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => LayerProbeArchive.Save(this, ctx);

    private sealed class Unchanged(DataViewSchema schema) : IRowToRowMapper
    {
        public DataViewSchema InputSchema => schema;

        public DataViewSchema OutputSchema => schema;

        public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) => dependingColumns;

        public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => input;
    }
}
