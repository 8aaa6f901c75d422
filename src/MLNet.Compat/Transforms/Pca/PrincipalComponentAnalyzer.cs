using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Learns the directions in which the rows of a vector column differ most.</summary>
public sealed class PrincipalComponentAnalyzer : IEstimator<PrincipalComponentAnalysisTransformer>
{
    private readonly IHost _host;
    private readonly ProjectionOptions _options;

    internal PrincipalComponentAnalyzer(IHostEnvironment env, ProjectionOptions options)
    {
        Contracts.CheckParam(options.Oversampling >= 0, nameof(options.Oversampling), "Oversampling must be non-negative.");
        Contracts.CheckParam(options.Rank > 0, nameof(options.Rank), "Rank must be positive.");
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(PrincipalComponentAnalyzer));
        _options = options;
    }

    public PrincipalComponentAnalysisTransformer Fit(IDataView input) => new(_host, input, _options);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name, StringComparer.Ordinal);
        if (!inputSchema.TryFindColumn(_options.Input, out var source) || source.Kind != SchemaShape.Column.VectorKind.Vector
            || !source.ItemType.Equals(NumberDataViewType.Single))
        {
            throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", _options.Input);
        }
        result[_options.Output] = new SchemaShape.Column(_options.Output, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false);
        return new SchemaShape(result.Values);
    }
}

/// <summary>What is projected, and how.</summary>
internal sealed record ProjectionOptions(string Output, string Input, string Weight, int Rank, int Oversampling, bool EnsureZeroMean, int? Seed);
