using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Learns the distinct values of a column and numbers them.</summary>
public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    private readonly IHost _host;
    private readonly ValueToKeyColumn[] _columns;
    private readonly IDataView _keyData;

    internal ValueToKeyMappingEstimator(IHostEnvironment env, ValueToKeyColumn[] columns, IDataView keyData = null)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(ValueToKeyMappingEstimator));
        _host.CheckNonEmpty(columns, nameof(columns));
        if (keyData != null && keyData.Schema.Count != 1)
        {
            throw _host.ExceptParam(nameof(keyData), "If specified, this data view should contain only a single column " +
                $"containing the terms to map, but this had {keyData.Schema.Count} columns.");
        }
        _columns = columns;
        _keyData = keyData;
    }

    /// <summary>The order of the keys.</summary>
    public enum KeyOrdinality : byte
    {
        /// <summary>The order in which values are first met.</summary>
        ByOccurrence = 0,

        /// <summary>The order of the values; text by ordinal comparison.</summary>
        ByValue = 1,
    }

    public ValueToKeyMappingTransformer Fit(IDataView input) => new(_host, input, _columns, _keyData);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name, StringComparer.Ordinal);
        foreach (var mapped in _columns)
        {
            if (!inputSchema.TryFindColumn(mapped.Input, out var column))
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", mapped.Input);
            if (!column.ItemType.IsStandardScalar())
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", mapped.Input);

            var annotations = new List<SchemaShape.Column>();
            if (column.Annotations.TryFindColumn(AnnotationUtils.Kinds.SlotNames, out var slots))
                annotations.Add(slots);
            if (!column.IsKey || !column.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out var values)
                || values.Kind != SchemaShape.Column.VectorKind.Vector)
            {
                values = new SchemaShape.Column(AnnotationUtils.Kinds.KeyValues, SchemaShape.Column.VectorKind.Vector,
                    mapped.ValuesAsText ? TextDataViewType.Instance : column.ItemType, column.IsKey && !mapped.ValuesAsText);
            }
            annotations.Add(values);
            result[mapped.Output] = new SchemaShape.Column(mapped.Output, column.Kind, NumberDataViewType.UInt32, true, new SchemaShape(annotations));
        }
        return new SchemaShape(result.Values);
    }
}

/// <summary>How one column is mapped to keys.</summary>
internal sealed record ValueToKeyColumn(string Output, string Input, int MaximumNumberOfKeys = 1000000,
    ValueToKeyMappingEstimator.KeyOrdinality Ordinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence, bool ValuesAsText = false)
{
    public string Output { get; } = Contracts.CheckNonWhiteSpace(Output, "outputColumnName");
}
