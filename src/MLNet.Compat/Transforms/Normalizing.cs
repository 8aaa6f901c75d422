using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Brings columns of numbers to a common scale that is learnt from the data.</summary>
public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    private readonly IHost _host;
    private readonly NormalizedColumn[] _columns;

    internal NormalizingEstimator(IHostEnvironment env, params NormalizedColumn[] columns)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(NormalizingEstimator));
        _host.CheckValue(columns, nameof(columns));
        foreach (var column in columns)
        {
            _host.CheckNonEmpty(column.Output, nameof(columns));
            _host.CheckParam(column.MaximumExampleCount > 1, "maximumExampleCount", "Must be greater than 1");
        }
        _columns = columns;
    }

    public NormalizingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new NormalizingTransformer(_host, input, _columns);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name, StringComparer.Ordinal);
        foreach (var normalized in _columns)
        {
            if (!inputSchema.TryFindColumn(normalized.Input, out var column))
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", normalized.Input);
            if (column.Kind == SchemaShape.Column.VectorKind.VariableVector)
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", normalized.Input, "fixed-size vector or scalar", column.GetTypeString());
            if (!column.ItemType.Equals(NumberDataViewType.Single) && !column.ItemType.Equals(NumberDataViewType.Double))
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", normalized.Input, "vector or scalar of Single or Double", column.GetTypeString());

            var annotations = new List<SchemaShape.Column>
            {
                new(AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false),
            };
            if (column.Annotations.TryFindColumn(AnnotationUtils.Kinds.SlotNames, out var slots))
                annotations.Add(slots);
            result[normalized.Output] = new SchemaShape.Column(normalized.Output, column.Kind, column.ItemType, column.IsKey, new SchemaShape(annotations));
        }
        return new SchemaShape(result.Values);
    }
}

/// <summary>What a normalizer measures.</summary>
internal enum NormalizationKind
{
    MinMax,
    MeanVariance,
}

/// <summary>How one column is normalized.</summary>
internal sealed record NormalizedColumn(string Output, string Input, NormalizationKind Kind, long MaximumExampleCount, bool FixZero, bool UseCdf = false);
