using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Scales each row's vector to unit norm.</summary>
public abstract class LpNormNormalizingEstimatorBase : TrivialEstimator<LpNormNormalizingTransformer>
{
    private protected LpNormNormalizingEstimatorBase(IHost host, LpNormNormalizingTransformer transformer)
        : base(host, transformer)
    {
    }

    /// <summary>What a vector is divided by.</summary>
    public enum NormFunction : byte
    {
        L2 = 0,
        StandardDeviation = 1,
        L1 = 2,
        Infinity = 3,
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name, StringComparer.Ordinal);
        foreach (var (output, input) in Transformer.ColumnPairs)
        {
            if (!inputSchema.TryFindColumn(input, out var column))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", input);
            if (column.Kind != SchemaShape.Column.VectorKind.Vector || !column.ItemType.Equals(NumberDataViewType.Single))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", input, LpNormNormalizingTransformer.ExpectedColumnType, column.GetTypeString());
            var annotations = new List<SchemaShape.Column>();
            if (column.Annotations.TryFindColumn(AnnotationUtils.Kinds.SlotNames, out var slots))
                annotations.Add(slots);
            annotations.Add(new SchemaShape.Column(AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));
            result[output] = new SchemaShape.Column(output, column.Kind, column.ItemType, false, new SchemaShape(annotations));
        }
        return new SchemaShape(result.Values);
    }
}

/// <summary>Scales each row's vector to unit norm.</summary>
public sealed class LpNormNormalizingEstimator : LpNormNormalizingEstimatorBase
{
    internal LpNormNormalizingEstimator(IHostEnvironment env, string outputColumnName, string inputColumnName, NormFunction norm, bool ensureZeroMean)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(LpNormNormalizingEstimator)),
            new LpNormNormalizingTransformer(env, norm, ensureZeroMean, (outputColumnName, inputColumnName ?? outputColumnName)))
    {
    }
}
