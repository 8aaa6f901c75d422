using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Replaces NaN by a default, or by a statistic of the other values.</summary>
public sealed class MissingValueReplacingEstimator : IEstimator<MissingValueReplacingTransformer>
{
    private readonly IHost _host;
    private readonly (string Output, string Input)[] _columns;
    private readonly ReplacementMode _mode;
    private readonly bool _imputeBySlot;

    internal MissingValueReplacingEstimator(IHostEnvironment env, ReplacementMode mode, bool imputeBySlot, params (string outputColumnName, string inputColumnName)[] columns)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(MissingValueReplacingEstimator));
        _columns = columns;
        _mode = mode;
        _imputeBySlot = imputeBySlot;
    }

    /// <summary>What missing values are replaced by.</summary>
    public enum ReplacementMode : byte
    {
        DefaultValue = 0,
        Mean = 1,
        Minimum = 2,
        Maximum = 3,
        Mode = 5,
    }

    public MissingValueReplacingTransformer Fit(IDataView input) => new(_host, input, _mode, _imputeBySlot, _columns);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name, StringComparer.Ordinal);
        foreach (var (output, input) in _columns)
        {
            if (!inputSchema.TryFindColumn(input, out var column))
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", input);
            if (MissingValueReplacingTransformer.WhyUnsupported(column.ItemType, column.IsKey) is { } reason)
                throw _host.ExceptParam(nameof(inputSchema), reason);
            var annotations = column.Annotations.Where(annotation => annotation.Name is AnnotationUtils.Kinds.SlotNames or AnnotationUtils.Kinds.IsNormalized);
            result[output] = new SchemaShape.Column(output, column.Kind, column.ItemType, false, new SchemaShape(annotations.ToArray()));
        }
        return new SchemaShape(result.Values);
    }
}
