using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Learns the n-grams of vectors of keys, and counts them.</summary>
public sealed class NgramExtractingEstimator : IEstimator<NgramExtractingTransformer>
{
    internal const int DefaultMaximumCount = 10000000;

    private readonly IHost _host;
    private readonly NgramColumn[] _columns;

    internal NgramExtractingEstimator(IHostEnvironment env, params NgramColumn[] columns)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(NgramExtractingEstimator));
        _columns = columns;
    }

    /// <summary>What an n-gram weighs.</summary>
    public enum WeightingCriteria
    {
        /// <summary>How often it stands in the row.</summary>
        Tf = 0,

        /// <summary>The logarithm of rows over rows with it.</summary>
        Idf = 1,

        /// <summary>The product of the two.</summary>
        TfIdf = 2,
    }

    public NgramExtractingTransformer Fit(IDataView input) => new(_host, input, _columns);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name, StringComparer.Ordinal);
        foreach (var ngrams in _columns)
        {
            if (!inputSchema.TryFindColumn(ngrams.Input, out var column))
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", ngrams.Input);
            if (column.Kind == SchemaShape.Column.VectorKind.Scalar || !column.IsKey || column.ItemType.RawType == typeof(ulong))
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", ngrams.Input, NgramExtractingTransformer.ExpectedColumnType, column.GetTypeString());

            var annotations = new List<SchemaShape.Column>();
            if (column.NeedsSlotNames())
                annotations.Add(new SchemaShape.Column(AnnotationUtils.Kinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false));
            result[ngrams.Output] = new SchemaShape.Column(ngrams.Output, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false, new SchemaShape(annotations));
        }
        return new SchemaShape(result.Values);
    }
}
